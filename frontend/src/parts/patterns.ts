/** What `GET /api/patterns/` answers, and how it is said. */
import { t } from '../messages';
import { sensations } from '../catalogue';

export interface Week {
  /** The Monday it begins with. */
  week: string;
  count: number;
  /** The mean of those that were said, 0..10. */
  strength: number | null;
}

export interface PatternRow {
  code: string;
  /** Only for a sensation of one's own. */
  label: string | null;
  count: number;
  weeks: Week[];
}

export interface Patterns {
  from: string;
  to: string;
  check_ins: number;
  days: number;
  weeks: string[];
  sensations: PatternRow[];
}

/** Below this a picture would be noise. */
export const enough = 5;

export const fullName = ({ code, label }: PatternRow): string =>
  label ?? sensations.find((one) => one.code === code)?.label ?? t('patterns.own');

export const shortName = ({ code, label }: PatternRow): string =>
  label ?? sensations.find((one) => one.code === code)?.short ?? t('patterns.own');

/** "Tightness in the chest in 14 of 31 check-ins. Ease or warmth in 9." */
export function sentence({ check_ins, sensations: rows }: Patterns): string {
  const [first, second] = [...rows].sort((a, b) => b.count - a.count);
  if (!first) return t('patterns.noSensations');
  const most = t('patterns.most', { sensation: fullName(first), count: first.count, n: check_ins });
  return second ? `${most} ${t('patterns.also', { sensation: fullName(second), count: second.count })}` : most;
}

/** The weeks from the first one that has something: a newcomer's picture doesn't begin with emptiness. */
export function shownWeeks({ weeks, sensations: rows }: Patterns): string[] {
  const some = rows.flatMap((row) => row.weeks.filter(({ count }) => count > 0).map(({ week }) => week)).sort();
  return weeks.filter((week) => some[0] !== undefined && week >= some[0]);
}

export const cellText = (week: Week | undefined): string => {
  if (!week || week.count === 0) return t('patterns.cellNone');
  if (week.strength === null) return t('patterns.cellUnsaid', { n: week.count });
  return t('patterns.cell', { n: week.count, strength: Math.round(week.strength) });
};
