/**
 * When a reminder comes next. The server decides; this computes the same on the phone, also off-line: a local time that a
 * clock change skips becomes the first instant after the gap, and of a time that occurs twice the first counts.
 */
import { localDate, localTime, offsetMinutes } from './felt';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export interface Plan {
  days: readonly string[];
  /** A local time, `20:30`. */
  at: string;
  /** An IANA name. */
  zone: string;
  /** The last local date, or null. */
  ends: string | null;
}

/** A number of reminders at random times. */
export interface Window {
  /** Local times, both included: `10:00`. An end before its beginning is on the next day. */
  from: string;
  to: string;
  times: number;
}

/** The shortest time between two reminders of a window. */
const APART = 45 * MINUTE;

/** The local date that many days later. */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** `mon` for `2026-11-23`. */
export const weekdayOf = (date: string): string => DAYS[new Date(`${date}T12:00:00Z`).getUTCDay()]!;

/** The instant when a clock in `zone` shows that time on that date. */
export function instantAt(date: string, time: string, zone: string): Date {
  const wall = Date.parse(`${date}T${time}:00Z`);
  const offset = (at: number): number => offsetMinutes(new Date(at), zone) * MINUTE;
  const [before, after] = [offset(wall - DAY), offset(wall + DAY)];
  const candidates = [wall - Math.max(before, after), wall - Math.min(before, after)];
  const exact = candidates.find((at) => at + offset(at) === wall);
  return new Date(exact ?? firstAfterGap(wall, candidates, offset));
}

/** The clock skips that time, somewhere between the two candidates. */
function firstAfterGap(wall: number, [early, late]: number[], offset: (at: number) => number): number {
  let [not, yet] = [early! / MINUTE, late! / MINUTE];
  while (yet - not > 1) {
    const middle = Math.floor((not + yet) / 2);
    if (middle * MINUTE + offset(middle * MINUTE) >= wall) yet = middle;
    else not = middle;
  }
  return yet * MINUTE;
}

/** The dates on which a reminder may still come, in order; endless if the plan has no end. */
function* datesOf({ days, zone, ends }: Pick<Plan, 'days' | 'zone' | 'ends'>, now: Date): Generator<string> {
  if (days.length === 0) return;
  // A date skipped entirely by a clock change falls due on the next one, so this begins with yesterday.
  for (let date = daysAfter(localDate(now, zone), -1); ends === null || date <= ends; date = daysAfter(date, 1)) {
    if (days.includes(weekdayOf(date))) yield date;
  }
}

/** The next instants after `now`, in order; fewer if the plan ends before. */
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

/** One day of a window: its limits, and how many reminders. */
export interface WindowDay extends Span {
  times: number;
}

/** The next days of a window, today included until it is over. Only the server draws the minutes. */
export function nextDays(plan: Omit<Plan, 'at'>, { from, to, times }: Window, now: Date, count = 3): WindowDay[] {
  const found: WindowDay[] = [];
  for (const date of datesOf(plan, now)) {
    const begins = instantAt(date, from, plan.zone);
    const ends = instantAt(from < to ? date : daysAfter(date, 1), to, plan.zone);
    // A clock change, or the next day's window, may leave too little time for all its reminders.
    const last = Math.min(ends.getTime(), instantAt(daysAfter(date, 1), from, plan.zone).getTime() - APART);
    const fit = 1 + Math.floor((last - begins.getTime()) / APART);
    if (ends > now) found.push({ begins, ends, times: Math.min(times, fit) });
    if (found.length === count) break;
  }
  return found;
}

const timeOf = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Why a window can't hold its reminders: `same` means that it begins and ends at one time. */
export function windowProblem({ from, to, times }: Window): 'same' | 'short' | null {
  if (to === from) return 'same';
  const length = (minutesOf(to) - minutesOf(from)) * MINUTE;
  return (length > 0 ? length : length + DAY) < APART * (times - 1) ? 'short' : null;
}

/** How much of the spans (ends included) lies within hours of the zone's local time; the hours may cross midnight. */
export function partWithin(spans: readonly Span[], from: string, to: string, zone: string): 'none' | 'part' | 'all' {
  const times = spans.flatMap((span) => timesOn(span, zone));
  const within = times.filter((time) => isWithin(time, from, to)).length;
  if (within === 0) return 'none';
  return within === times.length ? 'all' : 'part';
}

/** Every minute of the span in local time, counted on from the clock at its beginning: a clock change within it is ignored. */
function timesOn({ begins, ends }: Span, zone: string): string[] {
  const first = minutesOf(localTime(begins, zone));
  const length = (ends.getTime() - begins.getTime()) / MINUTE + 1;
  return Array.from({ length }, (_, n) => timeOf((first + n) % (24 * 60)));
}

/** When the zone's clock changes between two instants, to the minute; null if it doesn't. */
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

/** Whether a local time lies within hours that may cross midnight; the end is excluded. */
export function isWithin(time: string, from: string, to: string): boolean {
  return from < to ? time >= from && time < to : time >= from || time < to;
}
