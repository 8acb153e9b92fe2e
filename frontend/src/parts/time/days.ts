/** Dates and times in the reader's regional format. */
import { knownZone, localDate } from '../../logic/felt';
import { locale } from '../../language';
import { t } from '../../messages';
import { present } from './today.svelte';

/** A local date, `2026-11-22`, as an instant that has this date in UTC. */
const noon = (date: string): Date => new Date(`${date}T12:00:00Z`);

export const format = (options: Intl.DateTimeFormatOptions): ((date: string) => string) => {
  const formatter = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  return (date) => formatter.format(noon(date));
};

const thisYear = format({ weekday: 'long', day: 'numeric', month: 'long' });
const otherYear = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
export const shortDay = format({ day: 'numeric', month: 'short' });
export const weekdayAndDay = format({ weekday: 'short', day: 'numeric', month: 'short' });
export const longDay = format({ day: 'numeric', month: 'long', year: 'numeric' });

/** `Sunday 22 November`, never "today". */
export const ownDayName = (date: string, now: Date = present()): string =>
  (isThisYear(date, now) ? thisYear : otherYear)(date);

export const isThisYear = (date: string, now: Date): boolean => Number(date.slice(0, 4)) === now.getFullYear();

const yesterday = (now: Date): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1, 12);

/** The local date on this phone. Called for every row of a list, so it avoids formatters. */
function dateHere(now: Date): string {
  const [month, day] = [now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${now.getFullYear()}-${month}-${day}`;
}

/** `Today`, `Yesterday`, `Thursday 19 November`. */
export function dayName(date: string, now: Date = present()): string {
  if (date === dateHere(now)) return t('lookBack.today');
  if (date === dateHere(yesterday(now))) return t('lookBack.yesterday');
  return ownDayName(date, now);
}

const times = new Map<string, Intl.DateTimeFormat>();

function timesOf(zone: string): Intl.DateTimeFormat {
  const made = times.get(zone)
    ?? new Intl.DateTimeFormat(locale, { timeZone: knownZone(zone), hour: '2-digit', minute: '2-digit' });
  times.set(zone, made);
  return made;
}

/** The local time in the zone where it was felt. */
export const timeIn = (at: string, zone: string): string => timesOf(zone).format(new Date(at));

export const period = (from: string, to: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' })
    .formatRange(noon(from), noon(to));

/** The date and time of an instant in this phone's zone. */
export const dayAndTime = (at: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));

/** The same in the zone where it was felt. */
export const dayAndTimeIn = (at: string, zone: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone: knownZone(zone), dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));

export const dayOf = (at: string): string => longDay(localDate(new Date(at)));
