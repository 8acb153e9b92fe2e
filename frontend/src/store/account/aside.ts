/**
 * What lies on this phone and isn't its present owner's. Entries, what waits of them, and drafts are moved, each with its
 * owner's name; what is sealed stays as it is.
 */
import { setMeta, type Reading, type Writing } from '../database/database';
import type { DraftRow, EntryRow, OutboxItem, Place } from '../database/rows';

export interface Rows {
  entries: EntryRow[];
  outbox: OutboxItem[];
  drafts: DraftRow[];
}

/** How much of other accounts' there is, and how much of that the server hasn't. */
export interface Others {
  entries: number;
  unsent: number;
  /** Words that aren't kept yet. */
  drafts: number;
}

/** Instead of an owner: nobody's, and moved aside since the owner has something under the same id or name. */
const NOBODYS = '';
const PLACES = [['entries', 'asideEntries'], ['outbox', 'asideOutbox'], ['drafts', 'asideDrafts']] as const;
const AND_META = ['asideEntries', 'asideOutbox', 'asideDrafts', 'asideMeta'] as const;

const placeOf = ({ kind, id }: EntryRow | OutboxItem): string => [kind, id].join('/');
const placesOf = (rows: (EntryRow | OutboxItem)[]): Set<string> => new Set(rows.map(placeOf));
const all = (owner: string): IDBKeyRange => IDBKeyRange.bound([owner], [owner, []]);
/** Anybody's but nobody's. */
const anyones = IDBKeyRange.lowerBound([NOBODYS, []]);

const keyOf = {
  entries: ({ kind, id }: EntryRow): Place => [kind, id],
  outbox: ({ seq }: OutboxItem): number => seq!,
  drafts: ({ name }: DraftRow): string => name,
};

export async function rowsHere(tx: Writing): Promise<Rows> {
  const [entries, outbox, drafts] = await Promise.all(PLACES.map(([here]) => tx.objectStore(here).getAll()));
  return { entries, outbox, drafts } as Rows;
}

/** What is nobody's, and what is the owner's, while there is one. */
export function parted({ entries, outbox, drafts }: Rows): { unclaimed: Rows; own: Rows } {
  const places = placesOf(outbox.filter(({ status }) => status === 'unclaimed'));
  const only = (unclaimed: boolean): Rows => ({
    entries: entries.filter((row) => places.has(placeOf(row)) === unclaimed),
    outbox: outbox.filter((item) => places.has(placeOf(item)) === unclaimed),
    drafts: drafts.filter((row) => Boolean(row.unclaimed) === unclaimed),
  });
  return { unclaimed: only(true), own: only(false) };
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

/** What is nobody's comes back where there is room for it; what is an owner's makes room for itself. */
export async function bringBack(tx: Writing, owner: string | null): Promise<void> {
  const from = all(owner ?? NOBODYS);
  const [entries, outbox, drafts] = await Promise.all(PLACES.map(async ([, aside]) =>
    (await tx.objectStore(aside).getAll(from)).map(({ owner: _owner, ...row }) => row)));
  const rows = { entries, outbox, drafts } as Rows;
  if (owner !== null) await makeRoom(tx, rows);
  await putAll(tx, rows);
  for (const [, aside] of PLACES) await tx.objectStore(aside).delete(from);
}

async function makeRoom(tx: Writing, { entries, drafts }: Rows): Promise<void> {
  const here = await rowsHere(tx);
  const places = placesOf(entries);
  const names = new Set(drafts.map(({ name }) => name));
  await setAside(tx, NOBODYS, {
    entries: here.entries.filter((row) => places.has(placeOf(row))),
    outbox: here.outbox.filter((item) => places.has(placeOf(item))),
    drafts: here.drafts.filter(({ name }) => names.has(name)),
  });
}

/** An edit behind what is being sent is the same entry. */
export async function others(tx: Reading | Writing): Promise<Others> {
  const entries = await tx.objectStore('asideEntries').getAll(anyones);
  const unsent = await tx.objectStore('asideOutbox').getAll(anyones);
  const key = ({ owner, ...row }: (typeof entries)[number] | (typeof unsent)[number]): string => `${owner}/${placeOf(row)}`;
  const waiting = new Set(unsent.map(key));
  return {
    entries: entries.filter((row) => !row.deleted || waiting.has(key(row))).length,
    unsent: waiting.size,
    drafts: await tx.objectStore('asideDrafts').count(anyones),
  };
}

export const isAnything = ({ entries, drafts }: Others): boolean => entries + drafts > 0;

/** What other accounts have on this phone stays aside, or is cleared. */
export async function partFromOthers(tx: Writing, { clear }: { clear: boolean }): Promise<void> {
  await setMeta(tx, { apart: false });
  if (!clear) return;
  for (const [, aside] of PLACES) await tx.objectStore(aside).delete(anyones);
  await tx.objectStore('asideMeta').clear();
}

export async function clearAside(tx: Writing): Promise<void> {
  for (const table of AND_META) await tx.objectStore(table).clear();
}
