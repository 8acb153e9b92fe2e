/** Where the counts come from, as things stand. */
import type { SyncState } from '../../store';

/**
 * `server`: it holds everything, and is in reach. `remembered`: no connection. `wait`: it will be known in a moment, so
 * what is shown stays. `phone`: the server has no part in what is here, or not in all of it.
 */
export type Source = 'server' | 'remembered' | 'wait' | 'phone';

export function sourceOf({ account, signedIn, ask, held, online, waiting }: SyncState): Source {
  if (!account || signedIn === 'no' || ask !== null || held > 0) return 'phone';
  if (!online) return 'remembered';
  return signedIn === 'unsure' || waiting > 0 ? 'wait' : 'server';
}
