/** Chooses a sensation on Now as a shortcut's address names it. Nothing is kept before Keep. */
import { offered } from '../../parts/sensations/own-sensations.svelte';
import { list, type OwnSensation } from '../../store';
import { beginOn, draft, toggle } from './draft.svelte';

/** Null if the address is damaged. */
function decoded(code: string): string | null {
  try {
    return decodeURIComponent(code);
  } catch {
    return null;
  }
}

/** Does nothing for a sensation that nobody knows here. Hidden ones count. Rejects with `StorageFailed`. */
export async function chooseOnNow(written: string): Promise<void> {
  const code = decoded(written);
  if (!code) return;
  const known = offered(await list<OwnSensation>('sensations'), [], [code]);
  if (!known.some((one) => one.code === code)) return;
  await beginOn(null);
  if (draft.at) await beginOn(null); // a check-in for another day was restored meanwhile
  if (!draft.felt.some((one) => one.code === code)) toggle(code);
}
