/** One entry that a screen changes: what it holds now, and a word where a change was not kept. */
import { t } from '../../messages';
import { replace } from '../../router';
import { get, type Kind } from '../../store';
import { live } from '../frame/live.svelte';

export interface Amending<Data> {
  /** Undefined until the store has answered. */
  readonly data: Data | undefined;
  readonly said: string;
  /** True once it is kept. */
  change(by: (data: Data) => Data): Promise<boolean>;
}

interface Amended<Data> {
  kind: Kind;
  id: string;
  /** Its own page, which says so where it was let go. */
  page: string;
  amend: (id: string, by: (data: Data) => Data) => Promise<void>;
  /** What stood in the way, if it wasn't the storage. */
  why?: (reason: unknown) => string | null;
}

/** To be called while a component is set up. */
export function amendingOf<Data>({ kind, id, page, amend, why = () => null }: Amended<Data>): Amending<Data> {
  const entry = live(() => get<Data>(kind, id), undefined);
  let said = $state('');

  $effect(() => {
    if (entry.ready && !entry.value) replace(page);
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
        said = why(reason) ?? t('more.notKept');
        return false;
      }
    },
  };
}
