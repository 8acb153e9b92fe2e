/** The check-ins of this phone, gathered by the local date they were felt on. */
import { wallAt } from '../../logic/wall';
import type { Kept } from '../../store';

/** How many there are on each day, by local date. */
export function countByDay(entries: Kept[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { data } of entries) {
    const { date } = wallAt(data.felt_at, data.zone);
    counts[date] = (counts[date] ?? 0) + 1;
  }
  return counts;
}
