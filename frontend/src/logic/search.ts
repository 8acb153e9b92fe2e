/** Search over the check-ins of this phone. The words never leave it. */

export interface Query {
  words: string;
  /** A code; null for any. */
  sensation: string | null;
  person: string | null;
  moment: string | null;
}

export const emptyQuery: Query = { words: '', sensation: null, person: null, moment: null };

interface Searched {
  sensations: { code: string }[];
  person: string | null;
  moment: string | null;
  note: string | null;
  answers: Record<string, string | null>;
}

/** Upper and lower case, and letters with and without their accents, are the same to somebody who looks for something. */
export const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Everything that was written in a check-in, ready to be looked through. */
export const wordsOf = ({ note, answers }: Searched): string =>
  folded([note, ...Object.values(answers)].filter((text) => text !== null).join('\n'));

const terms = (words: string): string[] => folded(words).split(/\s+/).filter(Boolean);

export const asksNothing = ({ words, sensation, person, moment }: Query): boolean =>
  terms(words).length === 0 && sensation === null && person === null && moment === null;

/** A test for one query: each word that it names, anywhere in what was written, and everything else that it asks. */
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

/** A line of the words around the first that was looked for; null when none was, or it can't be placed. */
export function excerpt(texts: (string | null)[], words: string): string | null {
  const wanted = terms(words);
  for (const text of texts) {
    if (!text || wanted.length === 0) continue;
    const at = placeOf(text, wanted);
    if (at !== null) return around(text, at);
  }
  return null;
}

/** Counted in whole characters, so that no letter or sign is cut in two. */
function placeOf(text: string, wanted: string[]): number | null {
  const letters = [...text].map(folded);
  const found = wanted.map((term) => letters.join('').indexOf(term)).filter((place) => place >= 0);
  if (found.length === 0) return null;
  let left = Math.min(...found);
  return letters.findIndex((letter) => (left -= letter.length) < 0);
}

function around(text: string, at: number): string {
  const letters = [...text];
  const from = at <= BEFORE ? 0 : at - BEFORE;
  const to = Math.min(letters.length, from + LENGTH);
  const line = letters.slice(from, to).join('').replace(/\s+/g, ' ').trim();
  return `${from > 0 ? '…' : ''}${line}${to < letters.length ? '…' : ''}`;
}
