/** Waits for pending writes before the lock closes: once locked, the entries they belong to can't be read. */
import { syncState } from '../../store';

const delay = (milliseconds = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function noPendingWrite(): Promise<void> {
  return new Promise((resolve) => {
    const stop = syncState.subscribe(({ keeping }) => {
      if (!keeping) void Promise.resolve().then(() => stop()).then(resolve);
    });
  });
}

/** Resolves when no write is pending, after other listeners of the same event have run, or after `patience` milliseconds. */
export const pendingWrites = (timeout: number): Promise<void> =>
  Promise.race([delay().then(noPendingWrite), delay(timeout)]);
