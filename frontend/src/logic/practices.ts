/**
 * What the stored practices show: which are waiting, which may be news to the body, which check-ins were near them. Pure.
 */
import { strengthsOf } from './felt-places';
import type { CheckIn, Kept, Person, Practice } from '../store';

type Outcome = Pick<Practice, 'happened' | 'met'>;

/** Waiting until any outcome was recorded. */
export const isWaiting = ({ happened, met }: Outcome): boolean => happened === null && met === null;

/** Met with care or neutrally: the relationship held. */
const HELD: readonly string[] = ['with-care', 'neutral'];

export const isHeld = ({ met }: Pick<Outcome, 'met'>): boolean => met !== null && HELD.includes(met);

export interface Ledger {
  /** Shown first: what a body that braced for something else may not have known. */
  held: Kept<Practice>[];
  others: Kept<Practice>[];
  waiting: Kept<Practice>[];
}

/** Each list keeps the given order. */
export function ledgerOf(practices: readonly Kept<Practice>[]): Ledger {
  const come = practices.filter(({ data }) => !isWaiting(data));
  return {
    held: come.filter(({ data }) => isHeld(data)),
    others: come.filter(({ data }) => !isHeld(data)),
    waiting: practices.filter(({ data }) => isWaiting(data)),
  };
}

/** How often each way of being met was recorded, in the order of `codes`, without zeros. */
export const metCounts = (practices: readonly Kept<Practice>[], codes: readonly string[]): { code: string; count: number }[] =>
  codes
    .map((code) => ({ code, count: practices.filter(({ data }) => data.met === code).length }))
    .filter(({ count }) => count > 0);

const isNotNow = ({ data }: Kept<Person>): boolean => data.safe === 'not-now';

/** The people that the app may suggest: nobody marked "not now". */
export const suggestable = (people: readonly Kept<Person>[]): Kept<Person>[] => people.filter((one) => !isNotNow(one));

export const notNowOf = (people: readonly Kept<Person>[]): Set<string> => new Set(people.filter(isNotNow).map(({ id }) => id));

export const isAbout = ({ person }: { person: string | null }, people: Set<string>): boolean =>
  person !== null && people.has(person);

/** The waiting practices that may be suggested: none about somebody marked "not now". */
export function toSuggest(practices: readonly Kept<Practice>[], people: readonly Kept<Person>[]): Kept<Practice>[] {
  const notNow = notNowOf(people);
  return practices.filter(({ data }) => isWaiting(data) && !isAbout(data, notNow));
}

export type Beside = 'before' | 'after';

const HOUR = 3_600_000;
/** How far a check-in may be from a practice, on its own side and on the other; the time is seldom known to the minute. */
const REACH = 48 * HOUR;
const LEEWAY = 3 * HOUR;
const MOST = 6;

/** The dates to search around an instant: local dates may differ by a day. */
export const around = (at: string): [from: string, to: string] => {
  const day = (away: number): string => new Date(Date.parse(at) + away).toISOString().slice(0, 10);
  return [day(-REACH - 24 * HOUR), day(REACH + 24 * HOUR)];
};

/** Up to six check-ins that lie near the practice on the given side: the nearest ones, newest first. */
export function near(checkIns: readonly Kept[], at: string, beside: Beside): Kept[] {
  const sign = beside === 'before' ? -1 : 1;
  const away = ({ data }: Kept): number => (Date.parse(data.felt_at) - Date.parse(at)) * sign;
  return checkIns
    .filter((one) => away(one) >= -LEEWAY && away(one) <= REACH)
    .sort((a, b) => Math.abs(away(a)) - Math.abs(away(b)))
    .slice(0, MOST)
    .sort((a, b) => Date.parse(b.data.felt_at) - Date.parse(a.data.felt_at));
}

/** Undefined if the sensation was absent, null if it was there without a strength. */
export type There = number | null | undefined;

export interface SideBySide {
  code: string;
  before: There;
  after: There;
}

/** Each sensation of either check-in once, those of `before` first. */
export function sideBySide(before: CheckIn | null, after: CheckIn | null): SideBySide[] {
  const [one, other] = [strengthsOf(before?.sensations ?? []), strengthsOf(after?.sensations ?? [])];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].map((code) => (
    { code, before: one[code], after: other[code] }));
}
