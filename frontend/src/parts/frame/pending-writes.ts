/** Saves what is typed before the app goes into the background, closes, locks or is left. */
import { syncState } from '../../store';

const saves = new Set<() => unknown>();

const delay = (milliseconds = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Requests every save at once. Resolves when all have settled. */
async function saveAll(): Promise<void> {
  await Promise.allSettled([...saves].map((save) => save()));
}

function saveIfHidden(): void {
  if (document.visibilityState === 'hidden') void saveAll();
}

/**
 * Calls `save` from now on. The app may be about to end, so `save` requests its write before it awaits anything; it returns
 * what the lock waits for. Returns how to stop.
 */
export function saveOnLeaving(save: () => unknown): () => void {
  document.addEventListener('visibilitychange', saveIfHidden);
  addEventListener('pagehide', saveAll);
  saves.add(save);
  return () => void saves.delete(save);
}

function noPendingWrite(): Promise<void> {
  return new Promise((resolve) => {
    const stop = syncState.subscribe(({ keeping }) => {
      if (!keeping) void Promise.resolve().then(() => stop()).then(resolve);
    });
  });
}

/**
 * Resolves once other listeners of the same event have run, what is typed is saved and no write is pending, or after
 * `timeout` milliseconds at the latest. Once the app is locked, the entries that the text belongs to can't be read.
 */
export const afterPendingWrites = (timeout: number): Promise<void> =>
  Promise.race([delay().then(saveAll).then(noPendingWrite), delay(timeout)]);
