/**
 * The aside tables: rows on this phone that don't belong to its present owner. Entries, outbox items and drafts are moved
 * there with their owner's name; sealed bodies stay sealed as they are.
 */
import { setMeta, type Reading, type Writing } from '../database/database';
import { newLeftovers } from '../database/leftovers';
import type { DraftRow, EntryRow, OutboxItem, Place } from '../database/rows';

export interface Rows {
  entries: EntryRow[];
  outbox: OutboxItem[];
  drafts: DraftRow[];
}

/** How much other accounts have on this phone, and how much of it hasn't reached the server. */
export interface Others {
  entries: number;
  unsent: number;
  /** Drafts that were never kept as entries. */
  drafts: number;
}

/** The owner key of unclaimed rows that had to make room for an owner's rows with the same id or draft name. */
const UNCLAIMED = '';
const PLACES = [['entries', 'asideEntries'], ['outbox', 'asideOutbox'], ['drafts', 'asideDrafts']] as const;
const ASIDE_TABLES = ['asideEntries', 'asideOutbox', 'asideDrafts', 'asideMeta'] as const;

const placeOf = ({ kind, id }: EntryRow | OutboxItem): string => [kind, id].join('/');
const placesOf = (rows: (EntryRow | OutboxItem)[]): Set<string> => new Set(rows.map(placeOf));
const all = (owner: string): IDBKeyRange => IDBKeyRange.bound([owner], [owner, []]);
/** Every owner's rows, except the unclaimed ones. */
const ALL_OWNERS = IDBKeyRange.lowerBound([UNCLAIMED, []]);

const keyOf = {
  entries: ({ kind, id }: EntryRow): Place => [kind, id],
  outbox: ({ seq }: OutboxItem): number => seq!,
  drafts: ({ name }: DraftRow): string => name,
};

export async function rowsHere(tx: Writing): Promise<Rows> {
  const [entries, outbox, drafts] = await Promise.all(PLACES.map(([here]) => tx.objectStore(here).getAll()));
  return { entries, outbox, drafts } as Rows;
}

/** Splits the rows into the unclaimed ones and the owner's. */
export function splitByOwner({ entries, outbox, drafts }: Rows): { unclaimed: Rows; own: Rows } {
  const places = placesOf(outbox.filter(({ status }) => status === 'unclaimed'));
  const only = (unclaimed: boolean): Rows => ({
    entries: entries.filter((row) => places.has(placeOf(row)) === unclaimed),
    outbox: outbox.filter((item) => places.has(placeOf(item)) === unclaimed),
    drafts: drafts.filter((row) => Boolean(row.unclaimed) === unclaimed),
  });
  return { unclaimed: only(true), own: only(false) };
}

/** The same rows as unclaimed (`beside` an owner) or waiting (no owner), without the server's copies from an account. */
export function asUnclaimed({ entries, outbox, drafts }: Rows, beside: boolean): Rows {
  const status: OutboxItem['status'] = beside ? 'unclaimed' : 'waiting';
  return {
    entries: entries.map(({ theirs: _theirs, ...row }) => row),
    outbox: outbox.map((item) => ({ ...item, status })),
    drafts: drafts.map(({ name, words }) => ({ name, words, ...(beside && { unclaimed: true }) })),
  };
}

export async function putAll(tx: Writing, rows: Rows): Promise<void> {
  for (const [here] of PLACES) await Promise.all(rows[here].map((row) => tx.objectStore(here).put(row as never)));
}

export async function removeAll(tx: Writing, rows: Rows): Promise<void> {
  for (const [here] of PLACES) {
    await Promise.all(rows[here].map((row) => tx.objectStore(here).delete(keyOf[here](row as never) as never)));
  }
}

export async function setAside(tx: Writing, owner: string, rows: Rows): Promise<void> {
  for (const [here, aside] of PLACES) {
    await Promise.all(rows[here].map((row) => tx.objectStore(aside).put({ ...row, owner } as never)));
  }
  await removeAll(tx, rows);
}

async function rowsAside(tx: Writing, owner: string): Promise<Rows> {
  const [entries, outbox, drafts] = await Promise.all(PLACES.map(async ([, aside]) =>
    (await tx.objectStore(aside).getAll(all(owner))).map(({ owner: _owner, ...row }) => row)));
  return { entries, outbox, drafts } as Rows;
}

async function removeAside(tx: Writing, owner: string, rows: Rows): Promise<void> {
  for (const [here, aside] of PLACES) {
    await Promise.all(rows[here].map((row) => tx.objectStore(aside).delete([owner, keyOf[here](row as never)].flat() as never)));
  }
}

/** Divides rows by whether the others have the same id or draft name. */
function clashing(rows: Rows, others: Rows): { same: Rows; rest: Rows } {
  const places = placesOf(others.entries);
  const names = new Set(others.drafts.map(({ name }) => name));
  const only = (same: boolean): Rows => ({
    entries: rows.entries.filter((row) => places.has(placeOf(row)) === same),
    outbox: rows.outbox.filter((item) => places.has(placeOf(item)) === same),
    drafts: rows.drafts.filter(({ name }) => names.has(name) === same),
  });
  return { same: only(true), rest: only(false) };
}

/**
 * Restores rows from the aside tables. Where there are rows with the same id or draft name, an owner's rows move these
 * aside, and unclaimed rows (`owner` null) stay aside.
 */
export async function bringBack(tx: Writing, owner: string | null): Promise<void> {
  const from = owner ?? UNCLAIMED;
  const [aside, here] = [await rowsAside(tx, from), await rowsHere(tx)];
  const rows = owner === null ? clashing(aside, here).rest : aside;
  if (owner !== null) await setAside(tx, UNCLAIMED, clashing(here, aside).same);
  await putAll(tx, rows);
  await removeAside(tx, from, rows);
}

export async function removeUnclaimedAside(tx: Writing): Promise<void> {
  await removeAside(tx, UNCLAIMED, await rowsAside(tx, UNCLAIMED));
}

/** Counts entries, not outbox items: an edit queued behind one being sent is the same entry. */
export async function others(tx: Reading | Writing): Promise<Others> {
  const entries = await tx.objectStore('asideEntries').getAll(ALL_OWNERS);
  const unsent = await tx.objectStore('asideOutbox').getAll(ALL_OWNERS);
  const key = ({ owner, ...row }: (typeof entries)[number] | (typeof unsent)[number]): string => `${owner}/${placeOf(row)}`;
  const waiting = new Set(unsent.map(key));
  return {
    entries: entries.filter((row) => !row.deleted || waiting.has(key(row))).length,
    unsent: waiting.size,
    drafts: await tx.objectStore('asideDrafts').count(ALL_OWNERS),
  };
}

export const hasAny = ({ entries, drafts }: Others): boolean => entries + drafts > 0;

/** Leaves other accounts' rows aside, or deletes them. */
export async function answerOtherAccounts(tx: Writing, { clear }: { clear: boolean }): Promise<void> {
  await setMeta(tx, clear ? { apart: false, leftovers: newLeftovers() } : { apart: false });
  if (!clear) return;
  for (const [, aside] of PLACES) await tx.objectStore(aside).delete(ALL_OWNERS);
  await tx.objectStore('asideMeta').clear();
}

export async function clearAside(tx: Writing): Promise<void> {
  for (const table of ASIDE_TABLES) await tx.objectStore(table).clear();
}
