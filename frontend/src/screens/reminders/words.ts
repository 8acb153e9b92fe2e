/** Reminders in plain words. */
import { localDate } from '../../logic/felt';
import { daysAfter, weekdayOf, type WindowDay } from '../../logic/schedule';
import { placeOf } from '../../logic/zone-place';
import { locale } from '../../language';
import { t } from '../../messages';
import { dayAndTime, shortDay, timeIn } from '../../parts/time/days';
import type { Reminder, Weekday } from '../../store';
import { comingDaysOf, comingOf, hasOtherRules, isClockUnknown, type Expected } from './coming';
import { weekdays, workdays, zoneOf, type When } from './reminder';

/** 2 November 2026 is a Monday. */
const dayFormat = (weekday: 'short' | 'long'): ((day: Weekday) => string) => {
  const formatter = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday });
  return (day) => formatter.format(new Date(Date.UTC(2026, 10, 2 + weekdays.indexOf(day), 12)));
};
export const shortWeekday = dayFormat('short');
export const longWeekday = dayFormat('long');

const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
const same = (one: readonly string[], other: readonly string[]): boolean => one.join() === other.join();

function daysInWords(days: readonly Weekday[]): string {
  if (same(days, weekdays)) return t('reminders.everyDay');
  if (same(days, workdays)) return t('reminders.weekdays');
  if (same(days, ['sat', 'sun'])) return t('reminders.weekend');
  return lists.format(days.map(days.length > 2 ? shortWeekday : longWeekday));
}

/** `20:30` as the reader's region writes it. */
export const wallTime = (time: string): string => timeIn(`2026-11-02T${time}:00Z`, 'UTC');

const TIMES = ['once', 'twice', 'three', 'four', 'five'] as const;
export const mostTimes = TIMES.length;
export const timesInWords = (times: number): string => t(`reminders.times.${TIMES[times - 1] ?? 'once'}`);

/** `Every day, 20:30`, `Every day, twice between 10:00 and 20:00`. */
export function inWords({ days, at, within, meeting }: When): string {
  if (meeting) return t('meeting.inWords', { before: dayAndTime(meeting.before_at), after: dayAndTime(meeting.after_at) });
  const named = daysInWords(days);
  if (!within) return t('reminders.plan', { days: named, time: wallTime(at ?? '00:00') });
  const { from, to, times } = within;
  return t('reminders.window', { days: named, times: timesInWords(times), from: wallTime(from), to: wallTime(to) });
}

function dayAhead(date: string, today: string): string {
  if (date === today) return t('reminders.today');
  if (date === daysAfter(today, 1)) return t('reminders.tomorrow');
  const weekday = longWeekday(weekdayOf(date) as Weekday);
  return date < daysAfter(today, 7) ? weekday : `${weekday} ${shortDay(date)}`;
}

/** `tomorrow, 20:30`, in that zone's local time. */
export function whenIn(at: Date, zone: string, now: Date = new Date()): string {
  const day = dayAhead(localDate(at, zone), localDate(now, zone));
  return t('reminders.when', { day, time: timeIn(at.toISOString(), zone) });
}

/** `tomorrow, twice between 10:00 and 20:00`. Once a window has begun, this phone can't know how many are left. */
export function dayIn({ begins, ends, times }: WindowDay, zone: string, now: Date = new Date()): string {
  const to = timeIn(ends.toISOString(), zone);
  const day = dayAhead(localDate(begins, zone), localDate(now, zone));
  if (begins <= now) return t('reminders.perhaps', { day, to });
  return t('reminders.window', { days: day, times: timesInWords(times), from: timeIn(begins.toISOString(), zone), to });
}

/** The same for a list that already shows the times: `tomorrow, 20:30`, or `tomorrow`. */
export function nextIn(reminder: Expected, now: Date = new Date()): string | null {
  const zone = zoneOf(reminder);
  const [time, day] = [comingOf(reminder, now)[0], comingDaysOf(reminder, now)[0]];
  if (time) return whenIn(time, zone, now);
  if (!day) return null;
  return day.begins > now ? dayAhead(localDate(day.begins, zone), localDate(now, zone)) : dayIn(day, zone, now);
}

/** The zone's place if the reminder doesn't follow the phone's clock. */
export const clockOf = (reminder: Reminder): string | null =>
  reminder.zone === 'follow' ? null : t('reminders.inZone', { zone: placeOf(zoneOf(reminder)) });

/** If the server's clock rules and this phone's differ over one of the next times. */
export function rulesDiffer(reminder: Expected, now: Date = new Date()): string | null {
  if (!hasOtherRules(reminder, now)) return null;
  const zone = placeOf(zoneOf(reminder));
  return reminder.at ? t('reminders.rules', { zone, time: wallTime(reminder.at) }) : t('reminders.rulesWindow', { zone });
}

/** Why no next time is shown. */
export const whyNoNext = (reminder: Expected, now: Date = new Date()): string =>
  isClockUnknown(reminder, now) ? t('reminder.nextUnknown', { zone: placeOf(zoneOf(reminder)) }) : t('reminder.nextNone');

const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60]];

/** `2 hours ago`. */
export function sinceThen(at: string, now: Date = new Date()): string {
  const seconds = (now.getTime() - Date.parse(at)) / 1000;
  const step = STEPS.find(([, length]) => seconds >= length);
  return step ? ago.format(-Math.floor(seconds / step[1]), step[0]) : t('devices.now');
}
