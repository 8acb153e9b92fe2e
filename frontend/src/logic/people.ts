/** What was noticed with somebody: counted, and never judged. Pure. */
import type { Person } from '../store';

export type Sign = NonNullable<Person['signs']>[number]['code'];

/** Of one sign, as the server takes it. */
export const MOST_NOTICED = 9999;

export const timesNoticed = ({ signs = [] }: Person, sign: Sign): number => signs.find(({ code }) => code === sign)?.count ?? 0;

/** Once more, or once less; none is not kept. `order` is the catalogue's. */
export function noticed(person: Person, sign: Sign, by: 1 | -1, order: readonly Sign[]): Person {
  const count = Math.min(MOST_NOTICED, Math.max(0, timesNoticed(person, sign) + by));
  const signs = order
    .map((code) => ({ code, count: code === sign ? count : timesNoticed(person, code) }))
    .filter((one) => one.count > 0);
  return { ...person, signs };
}

/** The first letter, as it is written; a nickname may begin with what is more than one code point. */
export function letterOf(nickname: string): string {
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(nickname.trim());
  return [...segments][0]?.segment.toLocaleUpperCase() ?? '';
}
