/** What the screens read. */
import { unlessLocked, type Codec } from '../database/codec';
import type { Database, Reading } from '../database/database';
import { datedKinds, instantOf, isDated } from '../../kinds/kinds';
import type { EntryRow, Place } from '../database/rows';
import type { Dated, Kept, Kind } from '../types';

/** An entry parked as unreadable (outbox.ts) gets an empty body, so that the person can delete it. */
async function dataOf<D>({ open }: Codec, { kind, date, data, problem }: EntryRow): Promise<D> {
  try {
    return await open<D>(data!);
  } catch (cause) {
    if (problem?.code !== 'unreadable') throw cause;
    return (await import('./unreadable')).inPlaceOf(kind, date) as D;
  }
}

async function kept<D>(codec: Codec, row: EntryRow): Promise<Kept<D>> {
  const { id, acked, state, problem } = row;
  const { next_due: nextDue, ...fields } = await dataOf<{ next_due?: string[] }>(codec, row);
  const data = fields as D;
  return {
    kind: row.kind as Kind, id, data, revision: acked?.revision ?? null, state,
    ...(problem && { problem }),
    ...(nextDue && state === 'stored' && { nextDue }),
    ...(state === 'conflict' && await (await import('./conflict')).conflictOf<D>(codec, row, data)),
  };
}

const there = (rows: EntryRow[]): EntryRow[] => rows.filter((row) => !row.deleted);

export async function readable<D>({ codec }: Database, rows: EntryRow[]): Promise<Kept<D>[]> {
  const all = await Promise.all(there(rows).map((row) => unlessLocked(kept<D>(codec, row))));
  return all.filter((one) => one !== undefined);
}

export async function get<D>(database: Database, kind: string, id: string): Promise<Kept<D> | undefined> {
  const row = await database.read((tx) => tx.objectStore('entries').get([kind, id]));
  return row && (await readable<D>(database, [row]))[0];
}

/** Kinds with dates newest first, others in the order in which they were made. */
export async function list<D>(database: Database, kind: string): Promise<Kept<D>[]> {
  const within = IDBKeyRange.bound([kind], [kind, []]);
  const rows = await database.read((tx) => tx.objectStore('entries').getAll(within));
  const all = await readable<D>(database, rows);
  return isDated(kind) ? newestFirst(all) : all;
}

/** The entries of one kind with dates, between two local dates inclusive. */
export async function range<D>(database: Database, kind: string, from: string, to: string): Promise<Kept<D>[]> {
  const rows = await database.read((tx) => rowsBetween(tx, kind, from, to));
  return newestFirst(await readable<D>(database, rows));
}

/** The entries of every kind with dates, between two local dates inclusive. */
export async function onDays(database: Database, from: string, to: string): Promise<Dated[]> {
  const rows = await database.read((tx) => Promise.all(datedKinds.map((kind) => rowsBetween(tx, kind, from, to))));
  return newestFirst(await readable<never>(database, rows.flat())) as Dated[];
}

const rowsBetween = (tx: Reading, kind: string, from: string, to: string): Promise<EntryRow[]> =>
  tx.objectStore('entries').index('date').getAll(IDBKeyRange.bound([kind, from], [kind, to]));

/** Entries that the server refused or that are in conflict, newest first. */
export async function undecided<D>(database: Database, wanted: string): Promise<Kept<D>[]> {
  const rows = await database.read(async (tx) => {
    const items = (await Promise.all(['parked', 'conflict'].map((status) =>
      tx.objectStore('outbox').index('order').getAll(IDBKeyRange.bound([status], [status, []]))))).flat();
    const places = items.filter(({ kind }) => kind === wanted).map(({ kind, id }): Place => [kind, id]);
    return Promise.all(places.map((place) => tx.objectStore('entries').get(place)));
  });
  return newestFirst(await readable<D>(database, rows.filter((row) => row !== undefined)));
}

function newestFirst<D>(all: Kept<D>[]): Kept<D>[] {
  const when = ({ data }: Kept<D>): number => Date.parse(instantOf(data as object)!);
  return all.sort((a, b) => when(b) - when(a) || (a.id < b.id ? 1 : -1));
}
