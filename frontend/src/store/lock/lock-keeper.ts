/** The lock's interface for the screens. Its code is loaded on demand, since few phones have a lock. */
import type { Database } from '../database/database';
import { lockOf } from '../database/database';
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

export interface LockKeeper {
  /** Undefined without a lock. */
  about(): Promise<About | undefined>;
  /** Seals every body. `minutes` in the background or idle before it locks; 0: as soon as it is in the background. */
  putOn(choice: Choice, minutes: number): Promise<void>;
  /** Rejects with `WrongSecret`, as do those below; with `TooSoon` while the next attempt isn't allowed. */
  unlock(secret: Secret): Promise<void>;
  /** Milliseconds until the next attempt is allowed, after several wrong ones. */
  waitLeft(): Promise<number>;
  /** Checks the secret while the app is open. Rejects with `WrongSecret`. */
  prove(secret: Secret): Promise<void>;
  /** Locks every tab. */
  close(): Promise<void>;
  /** Rejects with `WrongSecret`. */
  renew(secret: Secret, choice: Choice): Promise<void>;
  setMinutes(minutes: number): Promise<void>;
  /** Rejects with `WrongSecret`. If somebody is signed in, this needs the server, which must stop requiring the pass. */
  takeOff(secret: Secret): Promise<Outcome>;
}

interface Parts {
  world: World;
  database: Database;
  watch: Watch;
  lock: Lock;
  session: Session;
  syncNow(): Promise<void>;
}

export function createLockKeeper({ world, database, watch, lock, session, syncNow }: Parts): LockKeeper {
  const locking = () => import('./locking');

  /** Finishes putting the lock on or taking it off, if the app was closed in between. */
  async function finish(): Promise<void> {
    if (await (await locking()).finish(database, lock)) await watch.announce('lock');
  }

  return {
    about: () => database.read(lockOf),
    async putOn(choice, minutes) {
      await (await locking()).putOn(database, lock, choice, minutes);
      await watch.announce('lock');
      await finish(); // before the request: a slow server must leave nothing here unsealed
      await session.bindLock();
    },
    async unlock(secret) {
      await (await locking()).unlock(database, lock, secret, world.now());
      void finish().catch(() => {}); // tried again when the app is next unlocked
      void syncNow();
    },
    waitLeft: async () => (await import('./attempts')).waitLeft(database, world.now()),
    prove: async (secret) => (await locking()).prove(database, secret, world.now()),
    async close() {
      await lock.close();
      await watch.announce('close');
    },
    async renew(secret, choice) {
      await (await locking()).renew(database, lock, secret, choice, world.now());
      await watch.announce('lock');
    },
    async setMinutes(minutes) {
      await (await locking()).setMinutes(database, lock, minutes);
      await watch.announce('lock');
    },
    async takeOff(secret) {
      const { startRemoval, prove } = await locking();
      await prove(database, secret, world.now());
      const outcome = await session.freeLock(() => startRemoval(database, lock));
      if (!outcome.ok) return outcome;
      await watch.announce('lock');
      await finish();
      return outcome;
    },
  };
}
