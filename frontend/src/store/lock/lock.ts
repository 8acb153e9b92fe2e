/** Whether this phone is locked. Kept small, since every start needs it; the encryption code is loaded on demand. */
import type { Vault } from '../database/codec';
import { lockOf, type Database } from '../database/database';
import type { LockRow } from '../database/rows';
import type { Watch } from '../state';
import type { Keys } from './vault';

/** A lock that this tab is about to write. */
interface Prepared {
  id: string;
  keys: Keys;
  pass: string;
}

export class Lock {
  #database: Database;
  #watch: Watch;
  #row: LockRow | undefined;
  #keys: Keys | null = null;
  #pass: string | null = null;
  #prepared: Prepared | null = null;

  constructor(database: Database, watch: Watch) {
    this.#database = database;
    this.#watch = watch;
  }

  /** Reads the lock's row from the database: at the start, and when another tab reports a change. */
  async reload(): Promise<void> {
    await this.#database.codec.use(() => this.#find()).catch(() => {});
  }

  async isLocked(): Promise<boolean> {
    const { tab } = this.#watch;
    if (tab.lock === 'unsure') await this.reload();
    return tab.lock !== 'none' && tab.lock !== 'open';
  }

  /** The pass that the server requires while the lock is on; null while locked or without a lock. */
  pass = (): string | null => this.#pass;

  /** The lock's row, and its keys while it is open. */
  current(): { row: LockRow | undefined; keys: Keys | null } {
    return { row: this.#row, keys: this.#keys };
  }

  /** Call before a new lock is written: it is open in this tab from the moment that its row is read. */
  prepare(prepared: Prepared): void {
    this.#prepared = prepared;
  }

  open(keys: Keys, pass: string): Promise<void> {
    [this.#keys, this.#pass] = [keys, pass];
    return this.#changed();
  }

  /** Drops the keys in this tab: nothing stored can be read any more. */
  close = (): Promise<void> => {
    this.#keys = this.#pass = null;
    return this.#changed();
  };

  async #find(): Promise<Vault | null> {
    try {
      return await this.#read();
    } catch (cause) {
      this.#watch.tab.lock = 'unsure'; // read again before anything is sent
      throw cause;
    }
  }

  async #read(): Promise<Vault | null> {
    const found = await this.#database.read(lockOf);
    if (found?.id !== this.#row?.id) this.#useKeysOf(found);
    this.#row = found;
    this.#updateTab();
    return found ? (await import('./vault')).createVault(found, () => this.#keys) : null;
  }

  #useKeysOf(row: LockRow | undefined): void {
    const prepared = row && row.id === this.#prepared?.id ? this.#prepared : null;
    [this.#keys, this.#pass] = [prepared?.keys ?? null, prepared?.pass ?? null];
    this.#prepared = null;
  }

  #changed(): Promise<void> {
    this.#updateTab();
    return this.#watch.announce();
  }

  #updateTab(): void {
    this.#watch.tab.lock = !this.#row ? 'none' : this.#keys ? 'open' : 'locked';
  }
}
