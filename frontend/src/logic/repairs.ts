/** What the stored repairs show: which may be suggested, and a draft joined into one text. Pure. */
import type { Kept, Person, Repair, SayIt } from '../store';
import { isAbout, notNowOf } from './practices';

export interface Threads {
  /** Open, and about nobody who is marked "not now". */
  open: Kept<Repair>[];
  /** Tended, set aside, or with somebody marked "not now". */
  others: Kept<Repair>[];
}

/** Whether the app may suggest something to try for it. */
export const maySuggest = (repair: Repair, people: readonly Kept<Person>[]): boolean =>
  repair.state === 'open' && !isAbout(repair, notNowOf(people));

/** Each list keeps the given order. */
export function threadsOf(repairs: readonly Kept<Repair>[], people: readonly Kept<Person>[]): Threads {
  return {
    open: repairs.filter(({ data }) => maySuggest(data, people)),
    others: repairs.filter(({ data }) => !maySuggest(data, people)),
  };
}

export const parts = ['when', 'felt', 'imagined', 'would_like'] as const;
export type Part = (typeof parts)[number];

export const NOTHING_SAID: SayIt = { when: null, felt: null, imagined: null, would_like: null };

/** With one part replaced; null once all parts are empty. */
export function withPart(sayIt: SayIt | null, part: Part, words: string | null): SayIt | null {
  const replaced = { ...(sayIt ?? NOTHING_SAID), [part]: words };
  return parts.every((one) => replaced[one] === null) ? null : replaced;
}

/** The openings of the four parts, and of the first two combined, each with `{words}` or `{when}` and `{felt}` in it. */
export type Phrase = (key: Part | 'whenFelt', values: Record<string, string>) => string;

/** Without the final punctuation, which the phrase supplies. */
const bare = (words: string): string => words.trim().replace(/[.,;:…\s]+$/u, '');

const ended = (sentence: string): string => (/[?!]$/u.test(sentence) ? sentence : `${sentence}.`);

/** Without the words that the sentence begins with anyway, such as "When" or "I felt". */
function withoutLead(words: string, phrase: Phrase, part: Part): string {
  const lead = phrase(part, { words: '' }).trim();
  const begins = words.toLocaleLowerCase().startsWith(lead.toLocaleLowerCase()) && /^[\s,…]/u.test(words.slice(lead.length));
  return begins ? words.slice(lead.length).replace(/^[\s,…]+/u, '') : words;
}

/** One text with a sentence for each part; '' without any. */
export function complaint(sayIt: SayIt | null, phrase: Phrase): string {
  const { when, felt, imagined, would_like: wouldLike } = sayIt ?? NOTHING_SAID;
  const wordsOf = (part: Part, words: string): string => withoutLead(bare(words), phrase, part);
  const one = (part: Part, words: string | null): string => (words === null ? '' : phrase(part, { words: wordsOf(part, words) }));
  const first = when !== null && felt !== null
    ? phrase('whenFelt', { when: wordsOf('when', when), felt: wordsOf('felt', felt) })
    : one('when', when) || one('felt', felt);
  return [first, one('imagined', imagined), one('would_like', wouldLike)].filter(Boolean).map(ended).join(' ');
}
