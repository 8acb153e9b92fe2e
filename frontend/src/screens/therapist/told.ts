/** An entry as text, for the therapist's page. */
import { t } from '../../messages';
import { isThisYear, weekdayAndDay } from '../../parts/time/days';
import { nearDay } from '../../parts/time/far-days';
import type { Told } from './gate';

interface Words {
  question: string | null;
  text: string | null | undefined;
}

export interface Telling {
  date: string;
  forSession: boolean;
  /** In the person's own words. */
  words: { question: string | null; text: string }[];
  /** When, with whom, and everything that isn't free text. */
  line: string[];
}

const dayOf = (date: string): string => (isThisYear(date, new Date()) ? weekdayAndDay : nearDay)(date);

const withWhom = (person: string | null | undefined): string | null | undefined =>
  person && (person === 'someone' ? t('therapist.withSomeone') : t('therapist.with', { person }));

/** The entry's own words, and one line: when, what was tapped, and with whom. */
export function told(
  { date, part, person, for_session: forSession }: Told,
  words: readonly Words[],
  line: readonly (string | null | undefined | false)[],
): Telling {
  const when = t('therapist.when', { date: dayOf(date), part: t(`parts.${part}`) });
  return {
    date,
    forSession,
    words: words.flatMap(({ question, text }) => (text ? [{ question, text }] : [])),
    line: [when, ...line, withWhom(person)].filter((each) => typeof each === 'string'),
  };
}

/** Newest first, across all kinds. */
export const newestFirst = (tellings: readonly Telling[]): Telling[] =>
  [...tellings].sort((a, b) => (a.date > b.date ? -1 : a.date < b.date ? 1 : 0));
