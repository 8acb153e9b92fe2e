/** The lock as the screens know it. Its code comes when it is wanted: few phones ever have one. */
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

/** What the lock is opened with, when it closes by itself, whether all that is here is sealed and the server knows of it. */
export type About = Pick<LockRow, 'stage' | 'way' | 'salt' | 'credential' | 'minutes' | 'bound'>;

export interface LockKeeper {
  /** Undefined without one. */
  about(): Promise<About | undefined>;
  /** Seals all that is here. `minutes`: out of sight or untouched, after which it closes; 0: whenever it is out of sight. */
  putOn(choice: Choice, minutes: number): Promise<void>;
  /** Rejects with `WrongSecret`, here and below; before it is time for the next try, with another. */
  unlock(secret: Secret): Promise<void>;
  /** Milliseconds until the next try, after several wrong ones. */
  waitLeft(): Promise<number>;
  /** Whether it is that, while it is open. Rejects with `WrongSecret`. */
  prove(secret: Secret): Promise<void>;
  /** In every tab. */
  close(): Promise<void>;
  /** Rejects with `WrongSecret`. */
  renew(secret: Secret, choice: Choice): Promise<void>;
  setMinutes(minutes: number): Promise<void>;
  /** Rejects with `WrongSecret`. Of somebody who is signed in it needs the server, which asks for the lock's pass. */
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

  /** What was put on or taken off, and the app ended. */
  async function finish(): Promise<void> {
    if (await (await locking()).finish(database, lock)) await watch.tell('lock');
  }

  return {
    about: () => database.read(lockOf),
    async putOn(choice, minutes) {
      await (await locking()).putOn(database, lock, choice, minutes);
      await watch.tell('lock');
      await finish(); // first: a server that is slow to answer must leave nothing here unsealed
      await session.bindLock();
    },
    async unlock(secret) {
      await (await locking()).unlock(database, lock, secret, world.now());
      void finish().catch(() => {}); // at the next opening
      void syncNow();
    },
    waitLeft: async () => (await import('./attempts')).waitLeft(database, world.now()),
    prove: async (secret) => (await locking()).prove(database, secret, world.now()),
    async close() {
      await lock.close();
      await watch.tell('close');
    },
    async renew(secret, choice) {
      await (await locking()).renew(database, lock, secret, choice, world.now());
      await watch.tell('lock');
    },
    async setMinutes(minutes) {
      await (await locking()).setMinutes(database, lock, minutes);
      await watch.tell('lock');
    },
    async takeOff(secret) {
      const { beginToEnd, prove } = await locking();
      await prove(database, secret, world.now());
      const outcome = await session.freeLock(() => beginToEnd(database, lock));
      if (!outcome.ok) return outcome;
      await watch.tell('lock');
      await finish();
      return outcome;
    },
  };
}
