/** The periods that can be looked at. Dates are local, both ends included. */
import { isDate } from '../dates';
import { daysAfter } from '../schedule';

export const periodNames = ['4w', '12w', 'year', 'all', 'own'] as const;
export type PeriodName = (typeof periodNames)[number];

export interface Period {
  from: string;
  to: string;
}

const WEEKS = { '4w': 4, '12w': 12, year: 52 };
/** Days. The server accepts eleven years at most. */
const LONGEST = 366 * 11;

/** `first` is the date of the earliest check-in; null when there is none. */
export function periodOf(name: Exclude<PeriodName, 'own'>, today: string, first: string | null): Period {
  if (name !== 'all') return { from: daysAfter(today, 1 - 7 * WEEKS[name]), to: today };
  const earliest = daysAfter(today, 1 - LONGEST);
  return { from: first === null || first > today ? today : first > earliest ? first : earliest, to: today };
}

/** Two chosen dates, in either order; null if one is missing or not accepted, or they are too far apart. */
export function periodBetween(one: string, other: string): Period | null {
  if (!isDate(one) || !isDate(other)) return null;
  const [from, to] = one < other ? [one, other] : [other, one];
  return to > daysAfter(from!, LONGEST - 1) ? null : { from: from!, to: to! };
}

/** Splits a period into slices of so many days, newest first, so that reading never blocks the screen. */
export function slices({ from, to }: Period, days: number): Period[] {
  const found: Period[] = [];
  for (let end = to; end >= from; end = daysAfter(end, -days)) {
    const start = daysAfter(end, 1 - days);
    found.push({ from: start < from ? from : start, to: end });
  }
  return found;
}
