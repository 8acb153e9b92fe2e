/** Days and times as the reader's region writes them. */
import { localDate } from '../logic/felt';
import { locale, t } from '../messages';

/** A local date, `2026-11-22`, as a moment that formats to it in UTC. */
const noon = (date: string): Date => new Date(`${date}T12:00:00Z`);

const format = (options: Intl.DateTimeFormatOptions): ((date: string) => string) => {
  const formatter = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  return (date) => formatter.format(noon(date));
};

const thisYear = format({ weekday: 'long', day: 'numeric', month: 'long' });
const otherYear = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
export const shortDay = format({ day: 'numeric', month: 'short' });
const shortDayAndYear = format({ day: 'numeric', month: 'short', year: 'numeric' });
export const weekdayAndDay = format({ weekday: 'short', day: 'numeric', month: 'short' });
export const longDay = format({ day: 'numeric', month: 'long', year: 'numeric' });

/** `9 Nov`, with its year where that isn't this one. */
export const nearDay = (date: string, now: Date = new Date()): string =>
  (date.slice(0, 4) === localDate(now).slice(0, 4) ? shortDay : shortDayAndYear)(date);

/** `November 2026` of `2026-11`. */
const monthAndYear = format({ month: 'long', year: 'numeric' });
export const monthName = (month: string): string => monthAndYear(`${month}-01`);

/** `Sunday 22 November`, always by its own name. */
export const ownDayName = (date: string, now: Date = new Date()): string =>
  (date.slice(0, 4) === localDate(now).slice(0, 4) ? thisYear : otherYear)(date);

function dayBefore(date: string): string {
  const day = noon(date);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}

/** `Today`, `Yesterday`, `Thursday 19 November`. */
export function dayName(date: string, now: Date = new Date()): string {
  const today = localDate(now);
  if (date === today) return t('lookBack.today');
  if (date === dayBefore(today)) return t('lookBack.yesterday');
  return ownDayName(date, now);
}

/** The time on the wall where it was felt. */
export const timeIn = (at: string, zone: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(new Date(at));

export const period = (from: string, to: string): string =>
  new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' })
    .formatRange(noon(from), noon(to));

/** The day and time here of an instant. */
export const dayAndTime = (at: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));

export const dayOf = (at: string): string => longDay(localDate(new Date(at)));

/** A local date is a real one: what comes out of an address may be anything. */
export const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
