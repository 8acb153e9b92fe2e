/** Counts what was noticed with somebody, without judging it. Pure. */
import type { Person } from '../store';

export type Sign = NonNullable<Person['signs']>[number]['code'];

/** The server's limit for one sign. */
export const MOST_NOTICED = 9999;

export const timesNoticed = ({ signs = [] }: Person, sign: Sign): number => signs.find(({ code }) => code === sign)?.count ?? 0;

/** Changes a count by one; a count of zero is removed. `order` is the catalogue's. */
export function noticed(person: Person, sign: Sign, by: 1 | -1, order: readonly Sign[]): Person {
  const count = Math.min(MOST_NOTICED, Math.max(0, timesNoticed(person, sign) + by));
  const signs = order
    .map((code) => ({ code, count: code === sign ? count : timesNoticed(person, code) }))
    .filter((one) => one.count > 0);
  return { ...person, signs };
}

/** The first letter as written; a nickname may begin with a grapheme of several code points. */
export function letterOf(nickname: string): string {
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(nickname.trim());
  return [...segments][0]?.segment.toLocaleUpperCase() ?? '';
}
