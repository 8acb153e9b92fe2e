/** Creates, changes and describes repairs. */
import { labelOf } from '../../catalogue';
import { whose } from '../../catalogue-more';
import { feltNow } from '../../logic/felt';
import { uuid7 } from '../../logic/uuid7';
import { t } from '../../messages';
import { amend as amendEntry, keep, remove, type Kept, type Person, type Repair } from '../../store';
import type { EntryRow } from './EntryRows.svelte';
import { Gone, firstLine } from './check-in';
import { nicknameOf } from '../people/people.svelte';

/** Resolves with the repair's id once it is stored. Its time is now; it can be changed later. */
export async function begin(): Promise<string> {
  const id = uuid7();
  const { felt_at: ruptured_at, zone } = feltNow(new Date());
  await keep('repairs', id, {
    ruptured_at, zone, person: null, whose: null, state: 'open', what: null, expected: [], came: null, skills: [],
    say_it: null, for_session: false, never_shared: false,
  } satisfies Repair);
  return id;
}

const isEmpty = ({ person, whose: code, what, came, expected, skills, say_it: sayIt, state }: Repair): boolean =>
  [person, code, what, came, sayIt].every((said) => said === null) && expected.length + skills.length === 0 && state === 'open';

/** Removes a repair that was only begun: nothing was said in it. */
export async function removeIfEmpty({ id, data }: Pick<Kept<Repair>, 'id' | 'data'>): Promise<void> {
  if (isEmpty(data)) await remove('repairs', id);
}

/** Rejects with `Gone`, or the store's `StorageFailed`. */
export async function amend(id: string, by: (data: Repair) => Repair): Promise<void> {
  if (!(await amendEntry<Repair>('repairs', id, by))) throw new Gone();
}

export const titleOf = ({ person }: Repair, people: Kept<Person>[]): string =>
  person === null ? t('repair.untitled') : t('repair.with', { nickname: nicknameOf(people, person) });

/** A second line for a list: the first words, or whose it was. */
export function gistOf({ what, whose: code }: Repair): string | null {
  if (what !== null) return firstLine(what);
  return code === null ? null : t('repair.wasWhose', { whose: labelOf(whose, code) });
}

export const repairRow = ({ id, data, state }: Kept<Repair>, people: Kept<Person>[]): EntryRow => ({
  id, to: `/repair/${id}`, at: data.ruptured_at, zone: data.zone,
  text: titleOf(data, people), note: gistOf(data) ?? t(`repair.states.${data.state}.label`), state, marks: data,
});
