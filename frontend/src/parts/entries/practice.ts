/** Creates, changes and describes practices. */
import { labelOf } from '../../catalogue';
import { mets, practices } from '../../catalogue-more';
import { feltNow } from '../../logic/felt';
import { isWaiting } from '../../logic/practices';
import { uuid7 } from '../../logic/uuid7';
import { t } from '../../messages';
import { amend as amendEntry, keep, type Kept, type Person, type Practice } from '../../store';
import type { EntryRow } from './EntryRows.svelte';
import { Gone, firstLine } from './check-in';
import { nicknameOf } from '../people/people.svelte';

const now = (): Pick<Practice, 'practised_at' | 'zone'> => {
  const { felt_at, zone } = feltNow(new Date());
  return { practised_at: felt_at, zone };
};

/** Resolves with the practice's id once it is stored. */
export async function choose(practice: string): Promise<string> {
  const id = uuid7();
  await keep('practices', id, {
    practice, ...now(), person: null, bracing: null, happened: null, met: null, beliefs: [],
    before: null, after: null, for_session: false, never_shared: false,
  } satisfies Practice);
  return id;
}

/** Rejects with `Gone`, or the store's `StorageFailed`. */
export async function amend(id: string, by: (data: Practice) => Practice): Promise<void> {
  if (!(await amendEntry<Practice>('practices', id, by))) throw new Gone();
}

/** Marks it as done just now; the time can be changed later. */
export const hasHappened = (id: string): Promise<void> => amend(id, (data) => ({ ...data, ...now() }));

export const practiceLabel = (code: string): string => labelOf(practices, code);

function wordsOf({ happened, bracing }: Practice): string | undefined {
  const words = happened ?? bracing;
  return words === null ? undefined : firstLine(words);
}

/** A second line for a list: how it was met, or that it is waiting. */
export function outcomeOf(data: Practice): string | undefined {
  if (isWaiting(data)) return t('practice.waiting');
  return data.met === null ? undefined : t('practise.met', { how: labelOf(mets, data.met) });
}

/** With the person, the outcome, and what happened, or what was braced for. */
export const practiceRow = ({ id, data, state }: Kept<Practice>, everybody: Kept<Person>[]): EntryRow => ({
  id, to: `/practise/${id}`, at: data.practised_at, zone: data.zone,
  text: practiceLabel(data.practice), state, marks: data, words: wordsOf(data),
  note: [data.person && nicknameOf(everybody, data.person), outcomeOf(data)].filter(Boolean).join(' · ') || undefined,
});
