/**
 * When a reminder comes next. The server decides; this says the same on the phone, off-line too: a time on the wall that
 * a clock change skips is the first instant that exists after it, and of one that comes twice the first counts.
 */
import { localDate, localTime, offsetMinutes } from './felt';

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

/** So many moments of one day, at times that nobody knows beforehand. */
export interface Window {
  /** Times on the wall of one day, both included: `10:00`. */
  from: string;
  to: string;
  times: number;
}

/** How far apart the moments of a window are, at the least. */
const APART = 45 * MINUTE;

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

/** The dates on which something may still come, in order, without an end where the plan has none. */
function* datesOf({ days, zone, ends }: Pick<Plan, 'days' | 'zone' | 'ends'>, now: Date): Generator<string> {
  if (days.length === 0) return;
  // A date that a clock change skips as a whole falls due on the next one, so yesterday is looked at too.
  for (let date = daysAfter(localDate(now, zone), -1); ends === null || date <= ends; date = daysAfter(date, 1)) {
    if (days.includes(weekdayOf(date))) yield date;
  }
}

/** The next so many instants after `now`, in order; fewer where the plan ends before. */
export function nextTimes(plan: Plan, now: Date, count = 3): Date[] {
  const found: Date[] = [];
  for (const date of datesOf(plan, now)) {
    const due = instantAt(date, plan.at, plan.zone);
    if (due > now) found.push(due);
    if (found.length === count) break;
  }
  return found;
}

export interface Span {
  begins: Date;
  ends: Date;
}

/** A day of a window: between which instants, and how often. */
export interface WindowDay extends Span {
  times: number;
}

/** The next so many days of a window, that of today included while it isn't over. Which minutes, only the server draws. */
export function nextDays(plan: Omit<Plan, 'at'>, { from, to, times }: Window, now: Date, count = 3): WindowDay[] {
  const found: WindowDay[] = [];
  for (const date of datesOf(plan, now)) {
    const [begins, ends] = [instantAt(date, from, plan.zone), instantAt(date, to, plan.zone)];
    // A clock change may leave a window too short for all of its moments.
    const fit = 1 + Math.floor((ends.getTime() - begins.getTime()) / APART);
    if (ends > now) found.push({ begins, ends, times: Math.min(times, fit) });
    if (found.length === count) break;
  }
  return found;
}

const timeOf = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** What keeps a window from holding its moments: `turned` ends before it begins. */
export function windowProblem({ from, to, times }: Window): 'turned' | 'short' | null {
  if (to <= from) return 'turned';
  return (minutesOf(to) - minutesOf(from)) * MINUTE < APART * (times - 1) ? 'short' : null;
}

/** How much of some spans of time, their ends included, lies in hours of that zone's clock that may go over midnight. */
export function partWithin(spans: readonly Span[], from: string, to: string, zone: string): 'none' | 'part' | 'all' {
  const times = spans.flatMap((span) => timesOn(span, zone));
  const within = times.filter((time) => isWithin(time, from, to)).length;
  if (within === 0) return 'none';
  return within === times.length ? 'all' : 'part';
}

/** Each minute of it on the wall; of a clock change within it only the beginning counts. */
function timesOn({ begins, ends }: Span, zone: string): string[] {
  const first = minutesOf(localTime(begins, zone));
  const length = (ends.getTime() - begins.getTime()) / MINUTE + 1;
  return Array.from({ length }, (_, n) => timeOf((first + n) % (24 * 60)));
}

/** When the clocks there are changed between two instants, to the minute; null where they aren't. */
export function clockChange(from: Date, to: Date, zone: string): Date | null {
  const offset = (minute: number): number => offsetMinutes(new Date(minute * MINUTE), zone);
  let [not, yet] = [Math.floor(from.getTime() / MINUTE), Math.floor(to.getTime() / MINUTE)];
  const [before, after] = [offset(not), offset(yet)];
  if (before === after) return null;
  while (yet - not > 1) {
    const middle = Math.floor((not + yet) / 2);
    if (offset(middle) === before) not = middle;
    else yet = middle;
  }
  return new Date(yet * MINUTE);
}

/** Whether a time on the wall lies within hours that may go over midnight; the end is outside. */
export function isWithin(time: string, from: string, to: string): boolean {
  return from < to ? time >= from && time < to : time >= from || time < to;
}
