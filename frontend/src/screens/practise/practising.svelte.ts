/** One practice that a screen changes. */
import { amendingOf, type Amending } from '../../parts/entries/amending.svelte';
import { amend } from '../../parts/entries/practice';
import type { Practice } from '../../store';

/** To be called while a component is set up. Where the practice was let go, its own page says so. */
export const practising = (id: string): Amending<Practice> =>
  amendingOf({ kind: 'practices', id, page: `/practise/${id}`, amend });
