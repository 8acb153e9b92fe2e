/**
 * The last fourteen days beside the fourteen before. The rule is fixed, so that no number is picked for what it would say: the
 * two sensations noted in the most check-ins of both fortnights. Pure.
 */
import { daysAfter } from '../schedule';
import { enough } from './mostly';
import type { Period } from './periods';

const DAYS = 14;
const SHOWN = 2;

/** What is read of a check-in. */
interface Noted {
  sensations: readonly { code: string }[];
}

/** In how many of a fortnight's check-ins a sensation was noted. */
export interface Compared {
  code: string;
  now: number;
  before: number;
}

/** Both end on the same weekday; the first includes `today`, a local date. */
export function fortnights(today: string): { now: Period; before: Period } {
  const now = { from: daysAfter(today, 1 - DAYS), to: today };
  return { now, before: { from: daysAfter(now.from, -DAYS), to: daysAfter(now.from, -1) } };
}

function countsOf(checkIns: readonly Noted[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { sensations } of checkIns) {
    for (const code of new Set(sensations.map((one) => one.code))) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}

/** At most two, the most frequent first; of equally frequent ones the first by code. None with fewer than five check-ins a side. */
export function compare(now: readonly Noted[], before: readonly Noted[]): Compared[] {
  if (Math.min(now.length, before.length) < enough) return [];
  const [there, then] = [countsOf(now), countsOf(before)];
  const rows = [...new Set([...there.keys(), ...then.keys()])]
    .map((code) => ({ code, now: there.get(code) ?? 0, before: then.get(code) ?? 0 }));
  const sum = (row: Compared): number => row.now + row.before;
  return rows.sort((a, b) => sum(b) - sum(a) || (a.code < b.code ? -1 : 1)).slice(0, SHOWN);
}
