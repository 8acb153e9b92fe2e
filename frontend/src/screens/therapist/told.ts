/** A kept thing as the therapist's page tells it. */
import { t } from '../../messages';
import { isThisYear, weekdayAndDay } from '../../parts/days';
import { nearDay } from '../../parts/far-days';
import type { SharedEntry, SharedPractice } from './gate';

interface Words {
  question: string | null;
  text: string | null | undefined;
}

const dayOf = (date: string): string => (isThisYear(date, new Date()) ? weekdayAndDay : nearDay)(date);

const withWhom = (person: string | null | undefined): string | null | undefined =>
  person && (person === 'someone' ? t('therapist.withSomeone') : t('therapist.with', { person }));

/** Its words where there are any, and one line: when, with whom, and what else was tapped. */
export function told(
  { date, part, person }: SharedEntry | SharedPractice,
  words: readonly Words[],
  line: readonly (string | null | undefined | false)[],
) {
  const when = t('therapist.when', { date: dayOf(date), part: t(`parts.${part}`) });
  return {
    words: words.flatMap(({ question, text }) => (text ? [{ question, text }] : [])),
    line: [when, ...line, withWhom(person)].filter((each) => typeof each === 'string'),
  };
}

/** The newest first, whatever kind they are of. */
export const newestFirst = <One extends { date: string }>(entries: readonly One[]): One[] =>
  [...entries].sort((a, b) => (a.date > b.date ? -1 : a.date < b.date ? 1 : 0));
