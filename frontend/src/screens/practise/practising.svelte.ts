/** A practice being edited on a screen. */
import { amendingOf, type Amending } from '../../parts/entries/amending.svelte';
import { amend } from '../../parts/entries/practice';
import type { Practice } from '../../store';

/** Call during a component's initialisation. If the practice was deleted, goes to its own page, which says so. */
export const practising = (id: string): Amending<Practice> =>
  amendingOf({ kind: 'practices', id, page: `/practise/${id}`, amend });
