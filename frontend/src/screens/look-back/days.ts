/** The check-ins of this phone, gathered by the local date they were felt on. */
import { localDate } from '../../logic/felt';
import type { Kept } from '../../store';

export interface Day {
  date: string;
  entries: Kept[];
}

const dateOf = ({ data }: Kept): string => localDate(new Date(data.felt_at), data.zone);

/** Newest first, the days and the check-ins in them. */
export function byDay(entries: Kept[]): Day[] {
  const days = new Map<string, Kept[]>();
  const newestFirst = [...entries].sort((a, b) => b.data.felt_at.localeCompare(a.data.felt_at));
  for (const entry of newestFirst) days.set(dateOf(entry), [...(days.get(dateOf(entry)) ?? []), entry]);
  return [...days].map(([date, its]) => ({ date, entries: its })).sort((a, b) => b.date.localeCompare(a.date));
}

/** Refused by the server, or changed on another device too. */
export const needsChoice = ({ state }: Kept): boolean => state === 'parked' || state === 'conflict';
