/** Days and months of any year, for looking back. */
import { locale } from '../../language';
import { format, isThisYear, shortDay } from './days';
import { present } from './today.svelte';

const shortDayAndYear = format({ day: 'numeric', month: 'short', year: 'numeric' });
const monthAndYear = format({ month: 'long', year: 'numeric' });

/** `9 Nov`, with the year if it isn't the present one. */
export const nearDay = (date: string, now: Date = present()): string =>
  (isThisYear(date, now) ? shortDay : shortDayAndYear)(date);

/** With a capital for the start of a line: many languages write days and months in lower case. */
export const sentenceCase = (text: string): string => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);

/** `November 2026` of `2026-11`. */
export const monthName = (month: string): string => sentenceCase(monthAndYear(`${month}-01`));
