/** At every open of somebody who is signed in, and whenever they come back to it after a while. */
import { device, syncState, type SyncState } from '../store';
import { reconcileHere } from './here';

const WHILE = 10 * 60_000;
let state: SyncState | null = null;
let attended: { username: string; at: number } | null = null;

/** Whose device this is just now; null while nobody's who may be nudged. */
function whose(): string | null {
  return state?.signedIn === 'yes' && state.account?.consent ? state.account.username : null;
}

async function attend(): Promise<void> {
  const username = whose();
  if (!username || document.visibilityState === 'hidden') return;
  if (attended?.username === username && Date.now() - attended.at < WHILE) return;
  attended = { username, at: Date.now() };
  try {
    if (!(await device.isDeclined())) await reconcileHere();
  } catch {
    attended = null; // not in reach: at the next occasion
  }
}

export function begin(): void {
  syncState.subscribe((next) => {
    state = next;
    if (state.signedIn === 'no') attended = null;
    void attend();
  });
  document.addEventListener('visibilitychange', () => void attend());
}
