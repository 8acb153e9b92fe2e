/** Days and months of any year, for those who look back. */
import { format, isThisYear, shortDay } from './days';

const shortDayAndYear = format({ day: 'numeric', month: 'short', year: 'numeric' });
const monthAndYear = format({ month: 'long', year: 'numeric' });

/** `9 Nov`, with its year where that isn't this one. */
export const nearDay = (date: string, now: Date = new Date()): string =>
  (isThisYear(date, now) ? shortDay : shortDayAndYear)(date);

/** `November 2026` of `2026-11`. */
export const monthName = (month: string): string => monthAndYear(`${month}-01`);
