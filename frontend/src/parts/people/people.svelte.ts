/** The people of somebody's life, by the nicknames that they made up. */
import { uuid7 } from '../../logic/uuid7';
import { t } from '../../messages';
import { keep, list, type Kept, type Person } from '../../store';
import { live, type Live } from '../frame/live.svelte';

/** To be called while a component is set up. */
export const people = (): Live<Kept<Person>[]> => live(() => list<Person>('people'), []);

/** "Someone" once the nickname was let go. */
export const nicknameOf = (all: Kept<Person>[], id: string): string =>
  all.find((one) => one.id === id)?.data.nickname ?? t('who.someone');

/** Resolves with the new id once the phone holds it. */
export async function name(nickname: string): Promise<string> {
  const id = uuid7();
  await keep('people', id, { nickname, safe: null, color: null, signs: [] } satisfies Person);
  return id;
}
