/** Searches this phone's entries. The query never leaves the phone. */
import { textsIn } from '../kinds/kinds';
import type { CheckIn, Dated } from '../store';

export interface Query {
  words: string;
  /** A code; null for any. */
  sensation: string | null;
  person: string | null;
  moment: string | null;
}

export const emptyQuery: Query = { words: '', sensation: null, person: null, moment: null };

/** An entry as search sees it. Filtering by sensation or moment leaves only check-ins, which alone have them. */
export interface Searched {
  sensations: { code: string }[];
  person: string | null;
  moment: string | null;
  texts: string[];
}

/** Ignores case and accents. */
export const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

export function searchedIn({ kind, data }: Pick<Dated, 'kind' | 'data'>): Searched {
  const { sensations = [], person = null, moment = null } = data as Partial<CheckIn>;
  return { sensations, person, moment, texts: textsIn(kind, { ...data }) };
}

/** All the text of an entry, folded for searching. */
export const wordsOf = ({ texts }: Searched): string => folded(texts.join('\n'));

const terms = (words: string): string[] => folded(words).split(/\s+/).filter(Boolean);

export const asksNothing = ({ words, sensation, person, moment }: Query): boolean =>
  terms(words).length === 0 && sensation === null && person === null && moment === null;

/** A predicate for one query: every word must occur somewhere in the text, and every filter must match. */
export function finder({ words, sensation, person, moment }: Query): (data: Searched, written: string) => boolean {
  const wanted = terms(words);
  return (data, written) =>
    (moment === null || data.moment === moment) &&
    (person === null || data.person === person) &&
    (sensation === null || data.sensations.some(({ code }) => code === sensation)) &&
    wanted.every((term) => written.includes(term));
}

const BEFORE = 30;
const LENGTH = 90;

/** One line of text around the first match; null if there is none, or it can't be located. */
export function excerpt(texts: string[], words: string): string | null {
  const wanted = terms(words);
  for (const text of texts) {
    if (!text || wanted.length === 0) continue;
    const at = placeOf(text, wanted);
    if (at !== null) return around(text, at);
  }
  return null;
}

/** The index of the first match. Folding may change the length of letters. */
function placeOf(text: string, wanted: string[]): number | null {
  const letters = folded(text);
  const found = wanted.map((term) => letters.indexOf(term)).filter((place) => place >= 0);
  if (found.length === 0) return null;
  const first = Math.min(...found);
  return letters.length === text.length ? first : unfolded(text, first);
}

function unfolded(text: string, place: number): number {
  let [at, left] = [0, place];
  for (const letter of text) {
    left -= folded(letter).length;
    if (left < 0) break;
    at += letter.length;
  }
  return at;
}

function around(text: string, at: number): string {
  const from = at <= BEFORE ? 0 : whole(text, at - BEFORE);
  const to = whole(text, from + LENGTH);
  const line = text.slice(from, to).replace(/\s+/g, ' ').trim();
  return `${from > 0 ? '…' : ''}${line}${to < text.length ? '…' : ''}`;
}

/** The same index, or the one before where it would split a surrogate pair. */
const whole = (text: string, at: number): number =>
  at >= text.length ? text.length : /[\uDC00-\uDFFF]/.test(text[at]!) ? at - 1 : at;
