/** One entry that a screen edits: its present body, and a message when a change wasn't stored. */
import { t } from '../../messages';
import { replace } from '../../router';
import { get, type Kind } from '../../store';
import { live } from '../frame/live.svelte';

export interface Amending<Data> {
  /** Undefined until it is loaded. */
  readonly data: Data | undefined;
  readonly message: string;
  /** True once the change is stored. */
  change(by: (data: Data) => Data): Promise<boolean>;
}

interface Amended<Data> {
  kind: Kind;
  id: string;
  /** The entry's own page, which shows that it was deleted. */
  page: string;
  amend: (id: string, by: (data: Data) => Data) => Promise<void>;
  /** The message for an error other than a storage failure. */
  why?: (reason: unknown) => string | null;
}

/** Call during a component's initialisation. */
export function amendingOf<Data>({ kind, id, page, amend, why = () => null }: Amended<Data>): Amending<Data> {
  const entry = live(() => get<Data>(kind, id), undefined);
  let message = $state('');

  $effect(() => {
    if (entry.ready && !entry.value) replace(page);
  });

  return {
    get data() {
      return entry.value?.data;
    },
    get message() {
      return message;
    },
    async change(by) {
      message = '';
      try {
        await amend(id, by);
        return true;
      } catch (reason) {
        message = why(reason) ?? t('more.notKept');
        return false;
      }
    },
  };
}
