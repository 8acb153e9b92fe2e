/** IndexedDB: the tables, and how to read and write them. Every write is one transaction with strict durability. */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { createCodec, type Sealing } from './codec';
import { StorageFailed } from '../outcome';
import type { Aside, DraftRow, EntryRow, WorkerRow, LockRow, Meta, NudgeAnswer, OutboxItem, Place } from './rows';

interface Schema extends DBSchema {
  entries: { key: Place; value: EntryRow; indexes: { date: [string, string] } };
  outbox: { key: number; value: OutboxItem; indexes: { place: Place; order: [string, number] } };
  meta: { key: string; value: Meta };
  errand: { key: string; value: WorkerRow };
  answers: { key: string; value: NudgeAnswer };
  drafts: { key: string; value: DraftRow };
  lock: { key: string; value: LockRow };
  asideEntries: { key: [owner: string, ...Place]; value: Aside<EntryRow> };
  asideOutbox: { key: [owner: string, seq: number]; value: Aside<OutboxItem> };
  asideDrafts: { key: [owner: string, name: string]; value: Aside<DraftRow> };
  asideMeta: { key: string; value: Pick<Meta, 'epoch' | 'cursor'> };
}

const TABLES = [
  'entries', 'outbox', 'meta', 'errand', 'answers', 'drafts', 'lock', 'asideEntries', 'asideOutbox', 'asideDrafts', 'asideMeta',
] as const;
type Names = (typeof TABLES)[number][];
export type Writing = IDBPTransaction<Schema, Names, 'readwrite'>;
export type Reading = IDBPTransaction<Schema, Names, 'readonly'>;

export const DATABASE = 'noticing';
export const EMPTY_META: Meta = { owner: null, account: null, epoch: null, cursor: 0 };

/** The phone has another lock than the one that this change was prepared with. */
export class LockChanged extends Error {
  override name = 'LockChanged';
}

function upgrade(db: IDBPDatabase<Schema>, from: number): void {
  if (from < 1) createFirst(db);
  if (from < 2) {
    db.createObjectStore('errand');
    db.createObjectStore('answers', { keyPath: 'nudge' });
  }
  if (from < 3) db.createObjectStore('drafts', { keyPath: 'name' });
  if (from < 4) db.createObjectStore('lock');
  if (from < 5) {
    db.createObjectStore('asideEntries', { keyPath: ['owner', 'kind', 'id'] });
    db.createObjectStore('asideOutbox', { keyPath: ['owner', 'seq'] });
    db.createObjectStore('asideDrafts', { keyPath: ['owner', 'name'] });
    db.createObjectStore('asideMeta');
  }
}

function createFirst(db: IDBPDatabase<Schema>): void {
  db.createObjectStore('entries', { keyPath: ['kind', 'id'] }).createIndex('date', ['kind', 'date']);
  const outbox = db.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
  outbox.createIndex('place', ['kind', 'id']);
  outbox.createIndex('order', ['status', 'rank']);
  db.createObjectStore('meta');
}

export class Database {
  codec = createCodec();
  #name: string;
  #opening: Promise<IDBPDatabase<Schema>> | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  read<T>(look: (tx: Reading) => Promise<T>): Promise<T> {
    return this.#inTransaction('readonly', look);
  }

  /** For changes that only move or delete what is stored already. */
  write<T>(change: (tx: Writing) => Promise<T>): Promise<T> {
    return this.#inTransaction('readwrite', change);
  }

  /**
   * For changes with new bodies. They are sealed before the transaction, which would close while they are. If the phone's
   * lock has changed by then, nothing is written, and both steps are repeated.
   */
  async writeSealed<S, T>(ready: (by: Sealing) => Promise<S>, change: (tx: Writing, sealed: S) => Promise<T>): Promise<T> {
    const by = await this.codec.sealing();
    const sealed = await ready(by);
    try {
      return await this.write((tx) => checkingLock(by.lock, tx, () => change(tx, sealed)));
    } catch (cause) {
      if (!(cause instanceof LockChanged)) throw cause;
      await this.codec.reload();
      return this.writeSealed(ready, change);
    }
  }

  async close(): Promise<void> {
    (await this.#opening)?.close();
    this.#disconnect();
  }

  #disconnect(): void {
    this.#opening = null;
  }

  #connect(): Promise<IDBPDatabase<Schema>> {
    this.#opening ??= openDB<Schema>(this.#name, 5, {
      upgrade,
      terminated: () => this.#disconnect(),
      blocking: (_old, _new, event) => {
        (event.target as IDBDatabase).close();
        this.#disconnect();
      },
    }).catch((cause: unknown) => {
      this.#disconnect();
      throw cause;
    });
    return this.#opening;
  }

  /** Safari drops the connections of background pages: the first use afterwards opens a new one. */
  async #begin<M extends 'readonly' | 'readwrite'>(mode: M): Promise<IDBPTransaction<Schema, Names, M>> {
    const options = { durability: mode === 'readwrite' ? 'strict' : 'default' } as const;
    try {
      return (await this.#connect()).transaction(TABLES, mode, options);
    } catch (cause) {
      if (!(cause instanceof DOMException) || cause.name !== 'InvalidStateError') throw cause;
      this.#disconnect();
      return (await this.#connect()).transaction(TABLES, mode, options);
    }
  }

  async #inTransaction<M extends 'readonly' | 'readwrite', T>(
    mode: M, act: (tx: IDBPTransaction<Schema, Names, M>) => Promise<T>,
  ): Promise<T> {
    try {
      const tx = await this.#begin(mode);
      const done = tx.done;
      done.catch(() => {}); // awaited below; avoids an unhandled rejection until then
      const result = await act(tx).catch((cause: unknown) => abort(tx, cause));
      await done;
      return result;
    } catch (cause) {
      if (cause instanceof LockChanged) throw cause;
      throw new StorageFailed('The storage of this phone gave no answer.', { cause });
    }
  }
}

async function checkingLock<T>(lock: Sealing['lock'], tx: Writing, change: () => Promise<T>): Promise<T> {
  const present = lock === undefined ? null : lockOf(tx); // not awaited yet, in case the app is closing
  present?.catch(() => {}); // awaited below, unless the change throws
  const result = await change();
  if (present && ((await present)?.id ?? null) !== lock) throw new LockChanged('It was sealed by another lock.');
  return result;
}

function abort(tx: { abort(): void }, cause: unknown): never {
  try {
    tx.abort();
  } catch {
    // It had already ended.
  }
  throw cause;
}

export const lockOf = (tx: Reading | Writing): Promise<LockRow | undefined> => tx.objectStore('lock').get('lock');

export async function metaOf(tx: Reading | Writing): Promise<Meta> {
  return (await tx.objectStore('meta').get('meta')) ?? { ...EMPTY_META };
}

export async function setMeta(tx: Writing, change: Partial<Meta>): Promise<void> {
  await tx.objectStore('meta').put({ ...(await metaOf(tx)), ...change }, 'meta');
}

/** The outbox items of one entry, oldest first. */
export function itemsOf(tx: Reading | Writing, place: Place): Promise<OutboxItem[]> {
  return tx.objectStore('outbox').index('place').getAll(place);
}
