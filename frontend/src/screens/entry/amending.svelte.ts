/** A check-in being edited on a screen. */
import { t } from '../../messages';
import { amendingOf, type Amending } from '../../parts/entries/amending.svelte';
import { Emptied, amend } from '../../parts/entries/check-in';
import type { CheckIn } from '../../store';

const why = (reason: unknown): string | null => (reason instanceof Emptied ? t('edit.last') : null);

/** Call during a component's initialisation. If the check-in was deleted, goes to its own page, which says so. */
export const amending = (id: string): Amending<CheckIn> =>
  amendingOf({ kind: 'check-ins', id, page: `/entry/${id}`, amend, why });
