/** What is on this phone, gathered by the local date it was on. */
import { wallAt } from '../../logic/wall';
import type { Kept, Practice } from '../../store';

export interface OnDay {
  checkIns: number;
  practices: number;
}

/** How many there are on each day that has something, by local date. */
export function countByDay(checkIns: readonly Kept[], practices: readonly Kept<Practice>[]): Record<string, OnDay> {
  const counts: Record<string, OnDay> = {};
  const add = (at: string, zone: string, what: keyof OnDay): void => {
    const day = (counts[wallAt(at, zone).date] ??= { checkIns: 0, practices: 0 });
    day[what] += 1;
  };
  for (const { data } of checkIns) add(data.felt_at, data.zone, 'checkIns');
  for (const { data } of practices) add(data.practised_at, data.zone, 'practices');
  return counts;
}

const MOST = 4;

/** The marks that stand for a day, four at the most; each kind that is there has one. */
export function marksOf({ checkIns, practices }: OnDay): { dots: number; rings: number } {
  const dots = Math.min(checkIns, MOST - Math.min(practices, 1));
  return { dots, rings: Math.min(practices, MOST - dots) };
}
