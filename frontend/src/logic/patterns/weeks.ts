/** Weeks as they are counted: from Monday (ISO 8601), on local dates. */
import { daysAfter } from '../schedule';

/** 0 for a Monday, 6 for a Sunday. */
export const weekday = (date: string): number => (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7;

export const monday = (date: string): string => daysAfter(date, -weekday(date));

/** Every Monday of the weeks that the period touches. */
export function weeksOf(from: string, to: string): string[] {
  const found: string[] = [];
  for (let week = monday(from); week <= to; week = daysAfter(week, 7)) found.push(week);
  return found;
}
