/** IndexedDB: the tables, and the two ways in. Every write is one transaction with strict durability. */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { createCodec, type Bytes, type Codec, type Sealed } from './codec';
import { StorageFailed } from './outcome';
import type { Account, State } from './types';

/** `[kind, id]`. A kind that this version has no screens for is kept all the same: the feed isn't read twice. */
export type Place = [kind: string, id: string];

/** What the server holds, as far as is known here. */
export interface Copy {
  /** Null for a deletion. */
  data: Sealed | null;
  /** The local date, for check-ins; '' for all else. */
  date: string;
  /** Null where none is known: of a deletion by this phone, or when the server has nothing under that id. */
  revision: number | null;
  /** The server was restored and no longer holds this; what it holds instead has `revision`. */
  lost?: boolean;
}

export interface EntryRow {
  kind: string;
  id: string;
  /** The newest body on this phone; of a deleted entry, the last one, until the server has let go of it. */
  data: Sealed | null;
  date: string;
  /** What the server last acknowledged: the revision that an edit is based on. */
  acked?: Copy;
  /** The last body that was on the wire and was dropped unacknowledged: the server may hold it all the same. */
  sent?: Sealed;
  state: State;
  deleted: boolean;
  problem?: { code: string; path: string };
  /** What has come from elsewhere meanwhile and waits until the item here is settled. */
  theirs?: Copy | undefined;
}

export interface OutboxItem {
  seq?: number;
  kind: string;
  id: string;
  verb: 'put' | 'delete';
  body: Sealed | null;
  /**
   * `sending` has been on the wire and is never changed again; at most one other item per entry waits behind it.
   * `held` stays on this phone by the person's choice.
   */
  status: 'waiting' | 'sending' | 'held' | 'parked' | 'conflict';
  /** What others refer to goes first. */
  rank: number;
}

export interface Meta {
  /** Whose entries these are; null while they are nobody's but the phone's. */
  owner: string | null;
  account: Account | null;
  epoch: string | null;
  /** The revision up to which the change feed has been read. */
  cursor: number;
}

/** This browser as the server's list of devices knows it. */
export interface Device {
  id: string;
  /** The server's public key that it was subscribed with. */
  key: string;
}

/** What the service worker knows while the app is closed. */
export interface Errand {
  /** The CSRF token of the last visit. */
  token: string | null;
  device: Device | null;
  /** Somebody has taken this phone off the list here: it stays off until they say otherwise. */
  declined: boolean;
  /** Whether notifications come with the neutral icon. */
  plain: boolean;
  /** What the app speaks on this phone; null before anybody has signed in since it is kept. */
  language: string | null;
}

/** What somebody answered to a notification, until the server has heard of it; the last answer to each nudge. */
export interface NudgeAnswer {
  nudge: string;
  action: 'opened' | 'later' | 'not-today';
  /** Milliseconds since 1970. */
  at: number;
}

/** Words that are being written and are not kept yet. They are of this phone alone, and go with all else that is on it. */
export interface DraftRow {
  /** Of what they will be. */
  name: string;
  words: Sealed;
}

/** The lock of this phone (lock.ts). Nothing in it opens anything without what the person has or knows. */
export interface LockRow {
  id: string;
  /** `on` once all that lay here is sealed; `ending` while it is being opened again. */
  stage: 'sealing' | 'on' | 'ending';
  way: 'passkey' | 'passphrase' | 'pin';
  /** Of whichever function makes a key of what the person has or knows. */
  salt: Bytes;
  /** Of PBKDF2; 0 for a passkey. */
  rounds: number;
  /** The passkey's id. */
  credential: Bytes | null;
  /** The key of all that is kept, wrapped. */
  key: Bytes;
  /** Seals while the app is locked, for the one who opens it later: the public half, and the private one, sealed. */
  inbox: { open: Bytes; sealed: Bytes };
  /** What the server asks of this phone's session while the lock is on, sealed (backend/accounts/lock.py). */
  pass: Bytes;
  /** Minutes out of sight or untouched after which it locks; 0: whenever it is out of sight. */
  minutes: number;
  /** Wrong tries in a row, and when the last one was, in milliseconds since 1970. */
  wrong: { times: number; at: number };
}

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
