/** What is being kept just now is kept before the lock closes: closed, it can't read the entry that the words belong to. */
import { syncState } from '../../store';

const pause = (milliseconds = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function nothingBeingKept(): Promise<void> {
  return new Promise((resolve) => {
    const stop = syncState.subscribe(({ keeping }) => {
      if (!keeping) void Promise.resolve().then(() => stop()).then(resolve);
    });
  });
}

/** Once whoever hears of the same event has had a turn, and no later than that many milliseconds from now. */
export const settled = (patience: number): Promise<void> =>
  Promise.race([pause().then(nothingBeingKept), pause(patience)]);
