/** The way to the sync, whose code comes once the first screen is there (sync.ts). */
import { Unreachable } from '../outcome';
import type { Parts, Sync } from './sync';

export class SyncAccess {
  /** Null until it is here. */
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
        this.#loading = null; // not on the phone yet, and no connection: with the next occasion
        throw new Unreachable('What speaks to the server is not here yet.', { cause });
      },
    );
    return this.#loading;
  }

  /** Once the app has started. Whatever keeps it from beginning, there will be another occasion. */
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
