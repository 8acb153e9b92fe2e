/** What is on this phone, gathered by the local date it was on. */
import { wallAt } from '../../logic/wall';
import type { Kept, Practice, Repair } from '../../store';

export interface OnDay {
  checkIns: number;
  practices: number;
  repairs: number;
}

/** How many there are on each day that has something, by local date. */
export function countByDay(
  checkIns: readonly Kept[], practices: readonly Kept<Practice>[], repairs: readonly Kept<Repair>[],
): Record<string, OnDay> {
  const counts: Record<string, OnDay> = {};
  const add = (at: string, zone: string, what: keyof OnDay): void => {
    const day = (counts[wallAt(at, zone).date] ??= { checkIns: 0, practices: 0, repairs: 0 });
    day[what] += 1;
  };
  for (const { data } of checkIns) add(data.felt_at, data.zone, 'checkIns');
  for (const { data } of practices) add(data.practised_at, data.zone, 'practices');
  for (const { data } of repairs) add(data.ruptured_at, data.zone, 'repairs');
  return counts;
}

const MOST = 4;

/** The marks that stand for a day, four at the most: one dot at least for check-ins, one ring for all else. */
export function marksOf({ checkIns, practices, repairs }: OnDay): { dots: number; rings: number } {
  const others = practices + repairs;
  const dots = Math.min(checkIns, MOST - Math.min(others, 1));
  return { dots, rings: Math.min(others, MOST - dots) };
}
