/** Waits for pending writes before the lock closes: once locked, the entries they belong to can't be read. */
import { syncState } from '../../store';

const pause = (milliseconds = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function nothingBeingKept(): Promise<void> {
  return new Promise((resolve) => {
    const stop = syncState.subscribe(({ keeping }) => {
      if (!keeping) void Promise.resolve().then(() => stop()).then(resolve);
    });
  });
}

/** Resolves when no write is pending, after other listeners of the same event have run, or after `patience` milliseconds. */
export const settled = (patience: number): Promise<void> =>
  Promise.race([pause().then(nothingBeingKept), pause(patience)]);
