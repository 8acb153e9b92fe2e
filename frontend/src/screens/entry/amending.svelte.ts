/** One check-in that a screen changes: what it holds now, and a word where a change was not kept. */
import { t } from '../../messages';
import { Emptied, amend } from '../../parts/check-in';
import { live } from '../../parts/live.svelte';
import { replace } from '../../router';
import { get, type CheckIn } from '../../store';

export interface Amending {
  /** Undefined until the store has answered. */
  readonly data: CheckIn | undefined;
  readonly said: string;
  /** True once it is kept. */
  change(by: (data: CheckIn) => CheckIn): Promise<boolean>;
}

/** To be called while a component is set up. Where the check-in was let go, its own page says so. */
export function amending(id: string): Amending {
  const entry = live(() => get('check-ins', id), undefined);
  let said = $state('');

  $effect(() => {
    if (entry.ready && !entry.value) replace(`/entry/${id}`);
  });

  return {
    get data() {
      return entry.value?.data;
    },
    get said() {
      return said;
    },
    async change(by) {
      said = '';
      try {
        await amend(id, by);
        return true;
      } catch (reason) {
        said = reason instanceof Emptied ? t('edit.last') : t('more.notKept');
        return false;
      }
    },
  };
}
