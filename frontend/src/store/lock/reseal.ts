/**
 * Seals every stored body when a lock is put on, or opens them when it is taken off. Works in small batches, so that the
 * app stays usable.
 */
import { equal } from '../../logic/equal';
import { isSealed, type Codec, type Sealed, type Sealing } from '../database/codec';
import { LockChanged, type Database, type Reading, type Writing } from '../database/database';

const TABLES = ['entries', 'outbox', 'drafts', 'asideEntries', 'asideOutbox', 'asideDrafts'] as const;
type Table = (typeof TABLES)[number];
type Row = Record<string, unknown>;

/** The sealed fields of each row; a dot leads into a server copy. */
const ENTRY = ['data', 'sent', 'acked.data', 'theirs.data'];
const PARTS: Record<Table, string[]> = {
  entries: ENTRY, outbox: ['body'], drafts: ['words'], asideEntries: ENTRY, asideOutbox: ['body'], asideDrafts: ['words'],
};
const SLICE = 200;

function at(row: Row, path: string): { holder: Row; name: string; kept: Sealed } | null {
  const [name, inner] = path.split('.') as [string, string?];
  const holder = inner ? (row[name] as Row | undefined) : row;
  const kept = holder?.[inner ?? name];
  return holder && kept ? { holder, name: inner ?? name, kept: kept as Sealed } : null;
}

const partsOf = (table: Table, row: Row) => PARTS[table].map((path) => at(row, path)).filter((part) => part !== null);

/** Each sealing gives other bytes, so equal bytes mean an unchanged value. */
const same = (one: Sealed, other: Sealed): boolean => isSealed(one) === isSealed(other) && equal([...bytesOf(one)], [...bytesOf(other)]);
const bytesOf = (kept: Sealed): Iterable<unknown> => (isSealed(kept) ? (kept as unknown as Uint8Array) : [kept]);

const rowsOf = (tx: Reading | Writing, table: Table, keys: IDBValidKey[]): Promise<(Row | undefined)[]> =>
  Promise.all(keys.map((key) => (tx.objectStore(table) as unknown as { get(key: IDBValidKey): Promise<Row | undefined> }).get(key)));

const isLeft = (table: Table, row: Row, sealing: boolean): boolean =>
  partsOf(table, row).some(({ kept }) => isSealed(kept) !== sealing);

/** Whether no row is left to reseal. Called in the same transaction that relies on it. */
export async function isResealed(tx: Writing, sealing: boolean): Promise<boolean> {
  for (const table of TABLES) {
    const rows = (await tx.objectStore(table).getAll()) as unknown as Row[];
    if (rows.some((row) => isLeft(table, row, sealing))) return false;
  }
  return true;
}

/** Seal everything with that lock, or open everything. */
export type Resealing = { lock: string; sealing: boolean };

/** Rejects with `LockChanged` if the phone has another lock by now. */
export async function resealAll(database: Database, resealing: Resealing): Promise<void> {
  for (const table of TABLES) {
    const keys = (await database.read((tx) => tx.objectStore(table).getAllKeys())) as IDBValidKey[];
    for (let from = 0; from < keys.length; from += SLICE) await resealSome(database, table, keys.slice(from, from + SLICE), resealing);
  }
}

async function resealSome(database: Database, table: Table, keys: IDBValidKey[], { lock, sealing }: Resealing): Promise<void> {
  const before = await database.read((tx) => rowsOf(tx, table, keys));
  if (!before.some((row) => row && isLeft(table, row, sealing))) return;
  const { codec } = database;
  await database.writeSealed(async (by) => {
    if (by.lock !== lock) throw new LockChanged('The lock has been replaced.');
    return Promise.all(before.map((row) => (row ? resealedParts(codec, by, table, row, sealing) : [])));
  }, async (tx, resealed) => {
    const now = await rowsOf(tx, table, keys);
    for (const [number, row] of now.entries()) await put(tx, table, row, resealed[number]!);
  });
}

type Resealed = { was: Sealed; is: Sealed }[];

function resealedParts(codec: Codec, by: Sealing, table: Table, row: Row, sealing: boolean): Promise<Resealed> {
  const left = partsOf(table, row).filter(({ kept }) => isSealed(kept) !== sealing);
  return Promise.all(left.map(async ({ kept }) => ({ was: kept, is: await by.seal(await plain(codec, kept)) })));
}

/** A body in clear needs no key, so a lock that has closed meanwhile can still seal it. */
const plain = async (codec: Codec, kept: Sealed): Promise<object> => (isSealed(kept) ? codec.open<object>(kept) : kept);

/** Replaces only values that haven't changed since they were read: whoever changed one has sealed it already. */
async function put(tx: Writing, table: Table, row: Row | undefined, resealed: Resealed): Promise<void> {
  const parts = row ? partsOf(table, row) : [];
  const changed = parts.filter(({ holder, name, kept }) => {
    const found = resealed.find(({ was }) => same(was, kept));
    if (found) holder[name] = found.is;
    return found;
  });
  if (changed.length) await tx.objectStore(table).put(row as never);
}
