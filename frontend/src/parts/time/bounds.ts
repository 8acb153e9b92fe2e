/** What a date field says about a date that isn't accepted. */
import { EARLIEST, LATEST } from '../../logic/dates';
import { t } from '../../messages';
import { longDay } from './days';

/** "A date from 1 January 1900 to 30 November 2026."; undefined if the date is accepted, or none was typed. */
export function outOfBounds(date: string, min: string = EARLIEST, max: string = LATEST): string | undefined {
  if (!date || (date >= min && date <= max && date.length === EARLIEST.length)) return undefined;
  return t('form.dateBetween', { from: longDay(min), to: longDay(max) });
}
