/** Reconciles the push subscription at every start while signed in, and on returning to the app after a while. */
import { device, syncState, type SyncState } from '../store';
import { reconcileHere } from './here';

const INTERVAL = 10 * 60_000;
let state: SyncState | null = null;
let last: { username: string; at: number } | null = null;

/** The account that may be nudged here just now, or null. */
function currentUser(): string | null {
  return state?.signedIn === 'yes' && state.account?.consent ? state.account.username : null;
}

async function reconcileIfDue(): Promise<void> {
  const username = currentUser();
  if (!username || document.visibilityState === 'hidden') return;
  if (last?.username === username && Date.now() - last.at < INTERVAL) return;
  last = { username, at: Date.now() };
  try {
    if (!(await device.choices()).declined) await reconcileHere();
  } catch {
    last = null; // the server couldn't be reached: tried again next time
  }
}

export function begin(): void {
  syncState.subscribe((next) => {
    state = next;
    if (state.signedIn === 'no') last = null;
    void reconcileIfDue();
  });
  document.addEventListener('visibilitychange', () => void reconcileIfDue());
}
