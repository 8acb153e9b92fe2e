/** Where to take the counts from. */
import type { SyncState } from '../../store';

/**
 * `server`: it has everything and can be reached. `remembered`: no connection. `wait`: not known yet, so the screen stays
 * as it is. `phone`: the server has none of this phone's entries, or not all.
 */
export type Source = 'server' | 'remembered' | 'wait' | 'phone';

export function sourceOf({ account, signedIn, ask, held, online, waiting }: SyncState): Source {
  if (!account || signedIn === 'no' || ask !== null || held > 0) return 'phone';
  if (!online) return 'remembered';
  return signedIn === 'unsure' || waiting > 0 ? 'wait' : 'server';
}
