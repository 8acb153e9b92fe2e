/** Whether this phone is locked. Kept small, since every start needs it; the encryption code is loaded on demand. */
import type { Vault } from '../database/codec';
import { lockOf, type Database } from '../database/database';
import type { LockRow } from '../database/rows';
import type { Watch } from '../state';
import type { Keys } from './vault';

export interface Lock {
  /** Reads the lock's row from the database: at the start, and when another tab reports a change. */
  reload(): Promise<void>;
  isLocked(): Promise<boolean>;
  /** The pass that the server requires while the lock is on; null while locked or without a lock. */
  pass(): string | null;
  /** The lock's row, and its keys while it is open. */
  current(): { row: LockRow | undefined; keys: Keys | null };
  open(keys: Keys, pass: string): Promise<void>;
  /** Drops the keys in this tab: nothing stored can be read any more. */
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
      watch.tab.lock = 'unsure'; // read again before anything is sent
      throw cause;
    }
  }

  async function read(): Promise<Vault | null> {
    const found = await database.read(lockOf);
    if (found?.id !== row?.id) keys = pass = null;
    row = found;
    updateTab();
    return found ? (await import('./vault')).createVault(found, () => keys) : null;
  }

  function updateTab(): void {
    watch.tab.lock = !row ? 'none' : keys ? 'open' : 'locked';
  }

  const reload = async (): Promise<void> => void await database.codec.use(find).catch(() => {});

  return {
    reload,
    async isLocked() {
      if (watch.tab.lock === 'unsure') await reload();
      return watch.tab.lock !== 'none' && watch.tab.lock !== 'open';
    },
    pass: () => pass,
    current: () => ({ row, keys }),
    open(opened, newPass) {
      [keys, pass] = [opened, newPass];
      updateTab();
      return watch.announce();
    },
    close() {
      keys = pass = null;
      updateTab();
      return watch.announce();
    },
  };
}
