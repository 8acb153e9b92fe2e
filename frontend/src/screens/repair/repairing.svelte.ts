/** A repair being edited on a screen. */
import { amendingOf, type Amending } from '../../parts/entries/amending.svelte';
import { amend } from '../../parts/entries/repair';
import type { Repair } from '../../store';

/** Call during a component's initialisation. If the repair was deleted, goes to its own page, which says so. */
export const repairing = (id: string): Amending<Repair> =>
  amendingOf({ kind: 'repairs', id, page: `/repair/${id}`, amend });
