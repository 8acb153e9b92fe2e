/** An entry as text, for the therapist's page. */
import { t } from '../../messages';
import { isThisYear, weekdayAndDay } from '../../parts/time/days';
import { nearDay } from '../../parts/time/far-days';
import type { SharedItem } from './requests';

interface Words {
  question: string | null;
  text: string | null | undefined;
}

export interface EntryText {
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
export function entryText(
  { date, part, person, for_session: forSession }: SharedItem,
  words: readonly Words[],
  line: readonly (string | null | undefined | false)[],
): EntryText {
  const when = t('therapist.when', { date: dayOf(date), part: t(`parts.${part}`) });
  return {
    date,
    forSession,
    words: words.flatMap(({ question, text }) => (text ? [{ question, text }] : [])),
    line: [when, ...line, withWhom(person)].filter((each) => typeof each === 'string'),
  };
}

/** Newest first, across all kinds. */
export const newestFirst = (entryTexts: readonly EntryText[]): EntryText[] =>
  [...entryTexts].sort((a, b) => (a.date > b.date ? -1 : a.date < b.date ? 1 : 0));
