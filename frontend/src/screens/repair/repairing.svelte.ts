/** One repair that a screen changes. */
import { amendingOf, type Amending } from '../../parts/entries/amending.svelte';
import { amend } from '../../parts/entries/repair';
import type { Repair } from '../../store';

/** To be called while a component is set up. Where the thread was let go, its own page says so. */
export const repairing = (id: string): Amending<Repair> =>
  amendingOf({ kind: 'repairs', id, page: `/repair/${id}`, amend });
