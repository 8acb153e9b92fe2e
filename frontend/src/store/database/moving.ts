/**
 * Replaces the phone's database: copies every row into a fresh one and drops the old one whole, since browsers leave deleted
 * and overwritten rows in a database's files (docs/decisions.md, "The app lock"). If it is cut short, one of the two is
 * whole: the old one until its version says `MOVED`, the new one from then on. Calling it again goes on with the copy, unless
 * rows of the copy would have to be deleted or overwritten: then it begins anew, since those would stay in its files.
 */
import { wrap, type IDBPTransaction } from 'idb';
import type { World } from '../world';
import { EMPTY_META, openAt, TABLES, type Connection, type Database, type Reading, type Schema, type Table, type Writing } from './database';
import { bucketsHere, freshHome, homes, MOVED, type Home } from './home';
import type { OutboxItem } from './rows';

/** A row with its key, and both as text that is equal only if they are. */
interface Item {
  key: IDBValidKey;
  row: unknown;
  text: string;
}
type Items = Map<string, Item>;

/** Rows of the copy aren't in the old database as they were copied. */
class Outdated extends Error {}

/** In the table `meta` of an unfinished copy: no other database is ever overwritten. */
const MARK = 'copy';
type Retiring = IDBPTransaction<Schema, Table[], 'versionchange'>;

/** Tables without words or keys, which change with every sync: their rows may be overwritten in the copy. */
const PLAIN: Table[] = ['meta', 'errand', 'answers', 'asideMeta'];
const SLICE = 200;
/** How often the copy is brought up to date while other tabs write, before giving up until the next time. */
const ROUNDS = 20;
const SPARE: OutboxItem = { kind: '', id: '', verb: 'put', body: null, status: 'held', rank: 0 };

/**
 * Only if it is `due`, which is looked up while no other tab replaces it. Does nothing without a list of databases or without
 * Web Locks. Rejects if it couldn't be finished, as on a full disk: the old database is then still whole and in force.
 */
export async function replaceDatabase({ locks }: Pick<World, 'locks'>, database: Database, due: (tx: Reading) => Promise<boolean>): Promise<void> {
  if (!locks || !indexedDB.databases) return;
  await locks.request('noticing-database', async () => {
    if (await database.read(due)) await move(database.name);
  });
}

async function move(base: string): Promise<void> {
  const found = await homes(base);
  const [from, next] = found.filter(({ version }) => version < MOVED);
  if (!from) return;
  for (const retired of found.filter(({ version }) => version >= MOVED)) await drop(retired); // was cut short
  await copyUntilEqual(base, from, next ?? (await freshHome(base, from.number + 1)));
  await drop(from);
}

async function copyUntilEqual(base: string, from: Home, copy: Home): Promise<void> {
  let to = copy;
  for (let round = 0; round < ROUNDS; round += 1) {
    try {
      if (await copyAndRetire(from, to)) return;
    } catch (cause) {
      if (!(cause instanceof Outdated)) throw cause;
      await drop(to);
      to = await freshHome(base, to.number);
    }
  }
  throw new Error('Other tabs kept on writing.');
}

async function copyAndRetire(from: Home, to: Home): Promise<boolean> {
  const old = await openAt(from);
  const fresh = await openAt(to);
  try {
    void to.bucket?.persist().catch(() => false);
    await mark(fresh);
    for (const table of TABLES) await copyTable(old, fresh, table);
    await copyNextNumber(old, fresh);
    const copied = await everything(fresh.transaction(TABLES));
    old.close();
    if (!(await retire(from, async (tx) => same(await everything(tx), copied)))) return false;
    await fresh.delete('meta', MARK);
    return true;
  } finally {
    old.close();
    fresh.close();
  }
}

/** Rejects if it has rows without being a copy. */
async function mark(fresh: Connection): Promise<void> {
  const [isCopy, rows] = [await fresh.get('meta', MARK), await everything(fresh.transaction(TABLES))];
  if (!isCopy && rows.size > 0) throw new Error(`${fresh.name} isn't a copy.`);
  await fresh.put('meta', EMPTY_META, MARK);
}

const asText = (value: unknown): string => JSON.stringify(value, (_, inner: unknown) =>
  inner instanceof Uint8Array ? ['bytes', new TextDecoder('latin1').decode(inner)] : inner);

/** Keyed by table and key. */
async function itemsOf(tx: Reading | Writing | Retiring, table: Table): Promise<Items> {
  const store = (tx as Reading).objectStore(table);
  const [keys, rows] = await Promise.all([store.getAllKeys(), store.getAll()]);
  const items = keys.map((key, at): [string, Item] => [asText([table, key]), { key, row: rows[at], text: asText(rows[at]) }]);
  return new Map(items.filter(([, { key }]) => key !== MARK));
}

async function everything(tx: Reading | Retiring): Promise<Items> {
  return new Map((await Promise.all(TABLES.map((table) => itemsOf(tx, table)))).flatMap((items) => [...items]));
}

const same = (one: Items, other: Items): boolean =>
  one.size === other.size && [...one].every(([place, { text }]) => other.get(place)?.text === text);

/** Brings a table up to date. Rejects with `Outdated` if words of the copy would have to be deleted or overwritten. */
async function copyTable(old: Connection, fresh: Connection, table: Table): Promise<void> {
  const [source, copied] = await Promise.all([old, fresh].map((db) => itemsOf(db.transaction(TABLES), table)));
  const outdated = [...copied!].filter(([place, { text }]) => source!.get(place)?.text !== text);
  if (outdated.length > 0 && !PLAIN.includes(table)) throw new Outdated();
  const lacking = [...source!].filter(([place, { text }]) => copied!.get(place)?.text !== text).map(([, item]) => item);
  const stale = outdated.filter(([place]) => !source!.has(place)).map(([, { key }]) => key);
  await inSlices(stale, fresh, table, (store, key) => store.delete(key as never));
  await inSlices(lacking, fresh, table, (store, { key, row }) => store.put(row as never, store.keyPath === null ? (key as never) : undefined));
}

type Store = ReturnType<Writing['objectStore']>;

async function inSlices<T>(all: T[], db: Connection, table: Table, write: (store: Store, one: T) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < all.length; at += SLICE) {
    const tx = db.transaction(TABLES, 'readwrite', { durability: 'strict' });
    await Promise.all([...all.slice(at, at + SLICE).map((one) => write(tx.objectStore(table), one)), tx.done]);
  }
}

/** The outbox's next number, so that none is given again while an aside row has it (account/aside.ts). */
async function copyNextNumber(old: Connection, fresh: Connection): Promise<void> {
  const seq = await spare(old, SPARE);
  await spare(fresh, { ...SPARE, seq });
}

async function spare(db: Connection, item: OutboxItem): Promise<number> {
  const tx = db.transaction(TABLES, 'readwrite', { durability: 'strict' });
  const outbox = tx.objectStore('outbox');
  const number = await outbox.put(item);
  await outbox.delete(number);
  await tx.done;
  return number;
}

/**
 * Makes it the old one, in a transaction that begins only when every tab's connection to it is closed. Returns false, and
 * leaves it in force, unless `checked`.
 */
async function retire({ factory, name }: Home, checked: (tx: Retiring) => Promise<boolean>): Promise<boolean> {
  const request = factory.open(name, MOVED);
  let given = true;
  request.onupgradeneeded = () => {
    const tx = wrap(request.transaction!) as unknown as Retiring;
    tx.done.catch(() => {}); // the request rejects too
    void checked(tx).catch(() => false).then((yes) => {
      given = yes;
      if (!yes) tx.abort();
    });
  };
  const db = await wrap(request).catch((cause: unknown) => {
    if (given) throw cause;
    return null;
  });
  db?.close();
  return db !== null;
}

/**
 * A bucket's files are deleted with it. An empty database stays in place of number 0, so that a tab or worker of an earlier
 * version, which knows no other name, is refused instead of making a new one.
 */
async function drop({ bucket, name, number, factory }: Home): Promise<void> {
  if (bucket) return bucketsHere()!.delete(name);
  await flush(factory, `${name}-flush`);
  await wrap(factory.deleteDatabase(name));
  if (number === 0) await openAndClose(factory, name, MOVED);
}

/**
 * Chromium keeps a deleted database's rows for good if they are only in its log yet. Deleting any other database writes the
 * log into a table file; that of a deleted database goes at the latest when the browser next starts.
 */
async function flush(factory: IDBFactory, name: string): Promise<void> {
  await openAndClose(factory, name);
  await wrap(factory.deleteDatabase(name));
}

async function openAndClose(factory: IDBFactory, name: string, version?: number): Promise<void> {
  (await wrap(factory.open(name, version)))!.close();
}
