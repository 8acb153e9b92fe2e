/** ISO 8601 weeks of local dates, from Monday. */
import { daysAfter } from '../schedule';

/** 0 for a Monday, 6 for a Sunday. */
export const weekday = (date: string): number => (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7;

export const monday = (date: string): string => daysAfter(date, -weekday(date));

/** The Monday of each week that overlaps the period. */
export function weeksOf(from: string, to: string): string[] {
  const found: string[] = [];
  for (let week = monday(from); week <= to; week = daysAfter(week, 7)) found.push(week);
  return found;
}
