/** One check-in that a screen changes. */
import { t } from '../../messages';
import { amendingOf, type Amending } from '../../parts/entries/amending.svelte';
import { Emptied, amend } from '../../parts/entries/check-in';
import type { CheckIn } from '../../store';

const why = (reason: unknown): string | null => (reason instanceof Emptied ? t('edit.last') : null);

/** To be called while a component is set up. Where the check-in was let go, its own page says so. */
export const amending = (id: string): Amending<CheckIn> =>
  amendingOf({ kind: 'check-ins', id, page: `/entry/${id}`, amend, why });
