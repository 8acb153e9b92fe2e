/** The weeks of a calendar month, as local dates. */
import { daysAfter } from './schedule';

/** `2026-11` of `2026-11-22`. */
export const monthOf = (date: string): string => date.slice(0, 7);

export const firstOf = (month: string): string => `${month}-01`;

/** The month that many months later, or earlier: `2026-11`, 2 gives `2027-01`. */
export function monthsAfter(month: string, months: number): string {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`;
}

export const lastOf = (month: string): string => daysAfter(firstOf(monthsAfter(month, 1)), -1);

/** Every month from one to another, both included. */
export function monthsBetween(first: string, last: string): string[] {
  const found: string[] = [];
  for (let month = first; month <= last; month = monthsAfter(month, 1)) found.push(month);
  return found;
}

/** Rows of seven; null for days of another month. `startsOn`: 1 for Monday, 7 for Sunday. */
export function weeksOfMonth(month: string, startsOn: number): (string | null)[][] {
  const first = firstOf(month);
  const skipped = (isoWeekday(first) - startsOn + 7) % 7;
  const length = Number(lastOf(month).slice(8));
  const cells = [
    ...new Array<null>(skipped).fill(null),
    ...Array.from({ length }, (_, day) => daysAfter(first, day)),
  ];
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, row) => cells.slice(row * 7, row * 7 + 7));
}

/** 1 for Monday, 7 for Sunday. */
export const isoWeekday = (date: string): number => new Date(`${date}T12:00:00Z`).getUTCDay() || 7;

/** The same day that many months later; the last of the month if it is shorter. */
export function sameDay(date: string, months: number): string {
  const month = monthsAfter(monthOf(date), months);
  const wanted = `${month}-${date.slice(8)}`;
  return wanted > lastOf(month) ? lastOf(month) : wanted;
}

/** The day that a key moves to in the calendar; null for other keys. */
export function dayByKey(key: string, date: string, startsOn: number, rightToLeft = false): string | null {
  const along = rightToLeft ? -1 : 1;
  const inWeek = (isoWeekday(date) - startsOn + 7) % 7;
  const moves: Record<string, () => string> = {
    ArrowRight: () => daysAfter(date, along),
    ArrowLeft: () => daysAfter(date, -along),
    ArrowDown: () => daysAfter(date, 7),
    ArrowUp: () => daysAfter(date, -7),
    Home: () => daysAfter(date, -inWeek),
    End: () => daysAfter(date, 6 - inWeek),
    PageDown: () => sameDay(date, 1),
    PageUp: () => sameDay(date, -1),
  };
  return moves[key]?.() ?? null;
}
