/**
 * Caches the server's last counts for off-line use: one for each period, all of one account. Names are left out and read
 * from the store when the counts are shown.
 */
import { periodNames, type PeriodName } from '../../logic/patterns/periods';
import type { NamedCount, Patterns } from '../../logic/patterns/shape';

const name = (period: PeriodName): string => `noticing.patterns.${period}`;

export interface Remembered {
  username: string;
  /** When the server counted. */
  at: string;
  patterns: Patterns;
}

/** Counts that caches of earlier versions lack. */
const UNCOUNTED: Pick<Patterns, 'practices' | 'met' | 'received' | 'carried'> = { practices: 0, met: [], received: 0, carried: 0 };

const nameless = <Row extends NamedCount>(row: Row): Row => ({ ...row, label: null });

const withoutNames = (patterns: Patterns): Patterns => ({
  ...patterns,
  sensations: patterns.sensations.map(nameless),
  people: patterns.people.map((one) => ({ ...one, nickname: null, sensations: one.sensations.map(nameless) })),
});

export function rememberPatterns(username: string, period: PeriodName, patterns: Patterns): void {
  const remembered: Remembered = { username, at: new Date().toISOString(), patterns: withoutNames(patterns) };
  try {
    localStorage.setItem(name(period), JSON.stringify(remembered));
  } catch {
    // Then there are no server counts off-line; the check-ins themselves are in the store.
  }
}

export function recallPatterns(username: string, period: PeriodName): Remembered | null {
  try {
    const found = JSON.parse(localStorage.getItem(name(period)) ?? 'null') as Remembered | null;
    if (found?.username !== username) return null;
    return { ...found, patterns: { ...UNCOUNTED, ...found.patterns } };
  } catch {
    return null;
  }
}

export function forgetPatterns(): void {
  try {
    periodNames.forEach((period) => localStorage.removeItem(name(period)));
  } catch {
    // Then nothing was cached either.
  }
}
