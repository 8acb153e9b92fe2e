/**
 * When a reminder comes next. The server decides; this says the same on the phone, off-line too: a time on the wall that
 * a clock change skips is the first instant that exists after it, and of one that comes twice the first counts.
 */
import { localDate, offsetMinutes } from './felt';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export interface Plan {
  days: readonly string[];
  /** A time on the wall, `20:30`. */
  at: string;
  /** An IANA name. */
  zone: string;
  /** The last local date, or null. */
  ends: string | null;
}

/** The local date so many days later. */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** `mon` for `2026-11-23`. */
export const weekdayOf = (date: string): string => DAYS[new Date(`${date}T12:00:00Z`).getUTCDay()]!;

/** The instant at which a clock in `zone` shows that time on that date. */
export function instantAt(date: string, time: string, zone: string): Date {
  const wall = Date.parse(`${date}T${time}:00Z`);
  const offset = (at: number): number => offsetMinutes(new Date(at), zone) * MINUTE;
  const [before, after] = [offset(wall - DAY), offset(wall + DAY)];
  const candidates = [wall - Math.max(before, after), wall - Math.min(before, after)];
  const exact = candidates.find((at) => at + offset(at) === wall);
  return new Date(exact ?? firstAfterGap(wall, candidates, offset));
}

/** The clock jumps over that time, somewhere between the two candidates. */
function firstAfterGap(wall: number, [early, late]: number[], offset: (at: number) => number): number {
  let [not, yet] = [early! / MINUTE, late! / MINUTE];
  while (yet - not > 1) {
    const middle = Math.floor((not + yet) / 2);
    if (middle * MINUTE + offset(middle * MINUTE) >= wall) yet = middle;
    else not = middle;
  }
  return yet * MINUTE;
}

/** The next so many instants after `now`, in order; fewer where the plan ends before. */
export function nextTimes({ days, at, zone, ends }: Plan, now: Date, count = 3): Date[] {
  const found: Date[] = [];
  if (days.length === 0) return found;
  // A date that a clock change skips as a whole falls due on the next one, so yesterday is looked at too.
  for (let date = daysAfter(localDate(now, zone), -1); found.length < count; date = daysAfter(date, 1)) {
    if (ends !== null && date > ends) break;
    if (!days.includes(weekdayOf(date))) continue;
    const due = instantAt(date, at, zone);
    if (due > now) found.push(due);
  }
  return found;
}

/** Whether a time on the wall lies within hours that may go over midnight; the end is outside. */
export function isWithin(time: string, from: string, to: string): boolean {
  return from < to ? time >= from && time < to : time >= from || time < to;
}
