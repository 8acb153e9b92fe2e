/** IndexedDB: the tables, and how to read and write them. Every write is one transaction with strict durability. */
import { wrap, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { createCodec, type Sealing } from './codec';
import { currentHome, type Home, type Persistence } from './home';
import { StorageFailed } from '../outcome';
import type { Aside, DraftRow, EntryRow, WorkerRow, LockRow, Meta, NudgeAnswer, OutboxItem, Place } from './rows';

export interface Schema extends DBSchema {
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

export const TABLES = [
  'entries', 'outbox', 'meta', 'errand', 'answers', 'drafts', 'lock', 'asideEntries', 'asideOutbox', 'asideDrafts', 'asideMeta',
] as const;
export type Table = (typeof TABLES)[number];
type Names = Table[];
export type Connection = IDBPDatabase<Schema>;
export type Writing = IDBPTransaction<Schema, Names, 'readwrite'>;
export type Reading = IDBPTransaction<Schema, Names, 'readonly'>;

export const DATABASE = 'noticing';
const VERSION = 5;
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

/** Rejects if the database was there when it was looked for and isn't any more. */
export async function openAt(home: Home, disconnect = (): void => {}): Promise<Connection> {
  const request = home.factory.open(home.name, VERSION);
  request.onupgradeneeded = ({ oldVersion }) => {
    if (oldVersion >= home.version) upgrade(wrap(request.result) as unknown as Connection, oldVersion);
    else request.transaction!.abort();
  };
  const db = await (wrap(request) as unknown as Promise<Connection>);
  db.addEventListener('close', disconnect);
  db.addEventListener('versionchange', () => {
    db.close();
    disconnect();
  });
  return db;
}

export class Database {
  codec = createCodec();
  /** The name of number 0 (home.ts). */
  readonly name: string;
  #opening: Promise<Connection> | null = null;

  constructor(name: string) {
    this.name = name;
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

  /** The bucket, or else `outside`, which is for everything that this app stores. */
  async persistence(outside: Persistence | undefined): Promise<Persistence | undefined> {
    return (await currentHome(this.name)).bucket ?? outside;
  }

  async close(): Promise<void> {
    (await this.#opening)?.close();
    this.#disconnect();
  }

  #disconnect(): void {
    this.#opening = null;
  }

  #connect(): Promise<Connection> {
    this.#opening ??= this.#open().catch((cause: unknown) => {
      this.#disconnect();
      throw cause;
    });
    return this.#opening;
  }

  /** Looks for the database again if another tab has moved it meanwhile. */
  async #open(): Promise<Connection> {
    const home = await currentHome(this.name);
    try {
      return await openAt(home, () => this.#disconnect());
    } catch (cause) {
      if ((await currentHome(this.name)).number === home.number) throw cause;
      return this.#open();
    }
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
