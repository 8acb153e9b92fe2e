/** Whether this phone is locked. Small, since it is asked at every start; what it takes to seal and open comes when needed. */
import type { Vault } from '../database/codec';
import { lockOf, type Database } from '../database/database';
import type { LockRow } from '../database/rows';
import type { Watch } from '../state';
import type { Keys } from './vault';

export interface Lock {
  /** Goes by what lies in the database: at the start, and when a tab says that it has changed. */
  follow(): Promise<void>;
  isLocked(): Promise<boolean>;
  /** What the server asks of a session while the lock is on; null while it is locked or there is none. */
  pass(): string | null;
  /** The lock as it is written, with what opens it while it is open. */
  held(): { row: LockRow | undefined; keys: Keys | null };
  open(keys: Keys, pass: string): Promise<void>;
  /** Nothing that was kept can be read from now on, in this tab. */
  close(): Promise<void>;
}

export function createLock(database: Database, watch: Watch): Lock {
  let row: LockRow | undefined;
  let keys: Keys | null = null;
  let pass: string | null = null;

  async function find(): Promise<Vault | null> {
    try {
      return await read();
    } catch (cause) {
      watch.here.lock = 'unsure'; // asked again before anything is sent
      throw cause;
    }
  }

  async function read(): Promise<Vault | null> {
    const found = await database.read(lockOf);
    if (found?.id !== row?.id) keys = pass = null;
    row = found;
    say();
    return found ? (await import('./vault')).createVault(found, () => keys) : null;
  }

  function say(): void {
    watch.here.lock = !row ? 'none' : keys ? 'open' : 'locked';
  }

  const follow = async (): Promise<void> => void await database.codec.use(find).catch(() => {});

  return {
    follow,
    async isLocked() {
      if (watch.here.lock === 'unsure') await follow();
      return watch.here.lock !== 'none' && watch.here.lock !== 'open';
    },
    pass: () => pass,
    held: () => ({ row, keys }),
    open(opened, sesame) {
      [keys, pass] = [opened, sesame];
      say();
      return watch.tell();
    },
    close() {
      keys = pass = null;
      say();
      return watch.tell();
    },
  };
}
