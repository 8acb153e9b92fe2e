/** The lock's interface for the screens. Its code is loaded on demand, since few phones have a lock. */
import { closeOwnWords } from '../../push/own-words';
import type { Database } from '../database/database';
import { lockOf } from '../database/database';
import { removeLeftovers } from '../database/leftovers';
import type { Lock } from './lock';
import type { Choice } from './locking';
import type { Outcome } from '../outcome';
import type { LockRow } from '../database/rows';
import type { Session } from '../account/session';
import type { Watch } from '../state';
import type { Secret } from './vault';
import type { World } from '../world';

/** How the lock is opened, when it closes by itself, whether every body is sealed and whether the server knows of it. */
export type About = Pick<LockRow, 'stage' | 'way' | 'salt' | 'credential' | 'minutes' | 'bound'>;

interface Parts {
  world: World;
  database: Database;
  watch: Watch;
  lock: Lock;
  session: Session;
  syncNow(): Promise<void>;
}

export class LockKeeper {
  #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Undefined without a lock. */
  about(): Promise<About | undefined> {
    return this.#parts.database.read(lockOf);
  }

  /** Seals every body. `minutes` in the background or idle before it locks; 0: as soon as it is in the background. */
  async putOn(choice: Choice, minutes: number): Promise<void> {
    const { database, lock, session, watch } = this.#parts;
    await (await locking()).putOn(database, lock, choice, minutes);
    await watch.announce('lock');
    await this.#finish(); // before the request: a slow server must leave nothing here unsealed
    await session.bindLock();
  }

  /** Rejects with `WrongSecret`, or with `TooSoon` while the next attempt isn't allowed; so do `prove`, `renew` and `takeOff`. */
  async unlock(secret: Secret): Promise<void> {
    const { database, lock, syncNow, world } = this.#parts;
    await (await locking()).unlock(database, lock, secret, world.now());
    void this.#finish().catch(() => {}); // tried again when the app is next unlocked
    void syncNow();
  }

  /** Milliseconds until the next attempt is allowed, after several wrong ones. */
  async waitLeft(): Promise<number> {
    return (await import('./attempts')).waitLeft(this.#parts.database, this.#parts.world.now());
  }

  /** Checks the secret while the app is open. Rejects with `WrongSecret`. */
  async prove(secret: Secret): Promise<void> {
    return (await locking()).prove(this.#parts.database, secret, this.#parts.world.now());
  }

  /** Locks every tab, and closes notifications with own words. */
  async close(): Promise<void> {
    const { lock, watch, world } = this.#parts;
    await lock.close();
    await watch.announce('close');
    await closeOwnWords(world.notifications);
  }

  /** Changes the secret. */
  async renew(secret: Secret, choice: Choice): Promise<void> {
    const { database, lock, watch, world } = this.#parts;
    await (await locking()).renew(database, lock, secret, choice, world.now());
    await removeLeftovers(this.#parts).catch(() => {}); // tried again at the next start
    await watch.announce('lock');
  }

  async setMinutes(minutes: number): Promise<void> {
    const { database, lock, watch } = this.#parts;
    await (await locking()).setMinutes(database, lock, minutes);
    await watch.announce('lock');
  }

  /** If somebody is signed in, this needs the server, which must stop requiring the pass. */
  async takeOff(secret: Secret): Promise<Outcome> {
    const { database, lock, session, watch, world } = this.#parts;
    const { startRemoval, prove } = await locking();
    await prove(database, secret, world.now());
    const outcome = await session.freeLock(() => startRemoval(database, lock));
    if (!outcome.ok) return outcome;
    await watch.announce('lock');
    await this.#finish();
    return outcome;
  }

  /** Finishes putting the lock on or taking it off, if the app was closed in between. */
  async #finish(): Promise<void> {
    const { database, lock, watch, world } = this.#parts;
    if (await (await locking()).finish(world, database, lock)) await watch.announce('lock');
  }
}

const locking = () => import('./locking');
