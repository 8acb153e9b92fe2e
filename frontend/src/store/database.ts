/** IndexedDB: the tables, and the two ways in. Every write is one transaction with strict durability. */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { createCodec, type Codec } from './codec';
import { StorageFailed } from './outcome';
import type { DraftRow, EntryRow, Errand, LockRow, Meta, NudgeAnswer, OutboxItem, Place } from './rows';

interface Schema extends DBSchema {
  entries: { key: Place; value: EntryRow; indexes: { date: [string, string] } };
  outbox: { key: number; value: OutboxItem; indexes: { place: Place; order: [string, number] } };
  meta: { key: string; value: Meta };
  errand: { key: string; value: Errand };
  answers: { key: string; value: NudgeAnswer };
  drafts: { key: string; value: DraftRow };
  lock: { key: string; value: LockRow };
}

type Names = ['entries', 'outbox', 'meta', 'errand', 'answers', 'drafts', 'lock'];
export type Writing = IDBPTransaction<Schema, Names, 'readwrite'>;
export type Reading = IDBPTransaction<Schema, Names, 'readonly'>;

const TABLES: Names = ['entries', 'outbox', 'meta', 'errand', 'answers', 'drafts', 'lock'];
export const DATABASE = 'noticing';
export const NOBODY: Meta = { owner: null, account: null, epoch: null, cursor: 0 };

export interface Database {
  codec: Codec;
  read<T>(look: (tx: Reading) => Promise<T>): Promise<T>;
  write<T>(change: (tx: Writing) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

function upgrade(db: IDBPDatabase<Schema>, from: number): void {
  if (from < 1) createFirst(db);
  if (from < 2) {
    db.createObjectStore('errand');
    db.createObjectStore('answers', { keyPath: 'nudge' });
  }
  if (from < 3) db.createObjectStore('drafts', { keyPath: 'name' });
  if (from < 4) db.createObjectStore('lock');
}

function createFirst(db: IDBPDatabase<Schema>): void {
  db.createObjectStore('entries', { keyPath: ['kind', 'id'] }).createIndex('date', ['kind', 'date']);
  const outbox = db.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
  outbox.createIndex('place', ['kind', 'id']);
  outbox.createIndex('order', ['status', 'rank']);
  db.createObjectStore('meta');
}

export function openDatabase(name: string): Database {
  const codec = createCodec();
  let opening: Promise<IDBPDatabase<Schema>> | null = null;
  const forget = (): void => {
    opening = null;
  };

  function connect(): Promise<IDBPDatabase<Schema>> {
    opening ??= openDB<Schema>(name, 4, {
      upgrade,
      terminated: forget,
      blocking: (_old, _new, event) => {
        (event.target as IDBDatabase).close();
        forget();
      },
    }).catch((cause: unknown) => {
      forget();
      throw cause;
    });
    return opening;
  }

  /** Safari drops connections of pages that were in the background: the first use afterwards opens a new one. */
  async function begin<M extends 'readonly' | 'readwrite'>(mode: M): Promise<IDBPTransaction<Schema, Names, M>> {
    const options = { durability: mode === 'readwrite' ? 'strict' : 'default' } as const;
    try {
      return (await connect()).transaction(TABLES, mode, options);
    } catch (cause) {
      if (!(cause instanceof DOMException) || cause.name !== 'InvalidStateError') throw cause;
      forget();
      return (await connect()).transaction(TABLES, mode, options);
    }
  }

  async function within<M extends 'readonly' | 'readwrite', T>(
    mode: M, act: (tx: IDBPTransaction<Schema, Names, M>) => Promise<T>,
  ): Promise<T> {
    try {
      const tx = await begin(mode);
      const done = tx.done;
      done.catch(() => {}); // it is awaited below; until then a rejection is nobody's surprise
      const result = await act(tx).catch((cause: unknown) => abort(tx, cause));
      await done;
      return result;
    } catch (cause) {
      throw new StorageFailed('The storage of this phone did not take it.', { cause });
    }
  }

  /** What was sealed by a lock that has ended since, or was not, though there is one now, is never written. */
  async function write<T>(change: (tx: Writing) => Promise<T>): Promise<T> {
    const lock = await codec.lock();
    return within('readwrite', async (tx) => {
      const present = lock === undefined ? null : lockOf(tx); // not awaited first: the app may be closing
      present?.catch(() => {}); // it is awaited below, unless the change throws
      const result = await change(tx);
      if (present && ((await present)?.id ?? null) !== lock) throw new Error('Another tab has changed the lock.');
      return result;
    });
  }

  return {
    codec,
    read: (look) => within('readonly', look),
    write,
    close: async () => {
      (await opening)?.close();
      forget();
    },
  };
}

function abort(tx: { abort(): void }, cause: unknown): never {
  try {
    tx.abort();
  } catch {
    // It had ended by itself.
  }
  throw cause;
}

export const lockOf = (tx: Reading | Writing): Promise<LockRow | undefined> => tx.objectStore('lock').get('lock');

export async function metaOf(tx: Reading | Writing): Promise<Meta> {
  return (await tx.objectStore('meta').get('meta')) ?? { ...NOBODY };
}

export async function setMeta(tx: Writing, change: Partial<Meta>): Promise<void> {
  await tx.objectStore('meta').put({ ...(await metaOf(tx)), ...change }, 'meta');
}

/** The items of one entry, oldest first. */
export function itemsOf(tx: Reading | Writing, place: Place): Promise<OutboxItem[]> {
  return tx.objectStore('outbox').index('place').getAll(place);
}
