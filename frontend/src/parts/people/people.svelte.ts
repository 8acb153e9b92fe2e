/** The people in the person's life, by their made-up nicknames. */
import { uuid7 } from '../../logic/uuid7';
import { t } from '../../messages';
import { keep, list, type Kept, type Person } from '../../store';
import { live, type Live } from '../frame/live.svelte';

/** Call during a component's initialisation. */
export const people = (): Live<Kept<Person>[]> => live(() => list<Person>('people'), []);

/** "Someone" if the person was deleted. */
export const nicknameOf = (all: Kept<Person>[], id: string): string =>
  all.find((one) => one.id === id)?.data.nickname ?? t('who.someone');

/** Resolves with the new id once it is stored. */
export async function name(nickname: string): Promise<string> {
  const id = uuid7();
  await keep('people', id, { nickname, safe: null, color: null, signs: [] } satisfies Person);
  return id;
}
