/** Access to the sync, whose code is loaded after the first screen (sync.ts). */
import { Unreachable } from '../outcome';
import type { Parts, Sync } from './sync';

export class SyncAccess {
  /** Null until it is loaded. */
  loaded: Sync | null = null;
  #parts: Parts;
  #loading: Promise<Sync> | null = null;
  #isStarted = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Rejects with `Unreachable`. */
  load(): Promise<Sync> {
    this.#loading ??= import('./sync').then(
      ({ createSync }) => (this.loaded = createSync(this.#parts)),
      (cause: unknown) => {
        this.#loading = null; // the code isn't cached and there is no connection: tried again next time
        throw new Unreachable('The sync code could not be loaded.', { cause });
      },
    );
    return this.#loading;
  }

  /** Runs the action if the app has started. If the sync can't be loaded, a later call will try again. */
  soon(action: (sync: Sync) => unknown): void {
    if (this.#isStarted) void this.load().then(action, () => {});
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const { watch, world } = this.#parts;
    const look = (): void => void watch.refresh().then(() => this.soon(({ engine }) => engine.syncNow()));
    world.onReturn(look);
    look();
  }
}
