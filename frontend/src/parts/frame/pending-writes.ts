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

/** Resolves once other listeners of the same event have run and no write is pending, or after `timeout` milliseconds at the latest. */
export const afterPendingWrites = (timeout: number): Promise<void> =>
  Promise.race([delay().then(noPendingWrite), delay(timeout)]);
