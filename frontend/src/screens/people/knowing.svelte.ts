/** A person being edited on a screen. */
import { amendingOf, type Amending } from '../../parts/entries/amending.svelte';
import { Gone } from '../../parts/entries/check-in';
import { amend, type Person } from '../../store';

/** Call during a component's initialisation. */
export const knowing = (id: string): Amending<Person> => amendingOf<Person>({
  kind: 'people', id, page: `/you/people/${id}`,
  amend: async (one, by) => {
    if (!(await amend<Person>('people', one, by))) throw new Gone();
  },
});
