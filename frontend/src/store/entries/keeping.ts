/** Keeping and deleting entries: each change writes the entry and its outbox item in one transaction. */
import { plainCopy, type Sealed, type Sealing } from '../database/codec';
import { itemsOf, type Database, type Writing } from '../database/database';
import { referencesOf, withoutReadOnly, type Body } from '../../kinds/kinds';
import { overwrite, dateOf, itemFor } from './entry';
import type { Copy, EntryRow, OutboxItem, Place } from '../database/rows';

/** An entry ready for a transaction: sealed, with its date and references. */
export interface Prepared {
  place: Place;
  data: Sealed;
  date: string;
  references: Place[];
}

export async function prepare({ seal }: Sealing, place: Place, whole: Body): Promise<Prepared> {
  const body = withoutReadOnly(whole);
  const references = referencesOf(place[0], body).map(({ kind, id }): Place => [kind, id]);
  return { place, data: await seal(body), date: dateOf(body), references };
}

/** Deletes the draft in the same transaction, so that the text is never in both places, nor in neither. */
export async function keep(database: Database, place: Place, whole: Body, draft?: string): Promise<void> {
  const own = plainCopy(whole); // copied before anything is awaited: the screen may go on editing
  await database.writeSealed((by) => prepare(by, place, own), async (tx, prepared) => {
    await keepIn(tx, prepared);
    if (draft !== undefined) await tx.objectStore('drafts').delete(draft);
  });
}

export async function keepIn(tx: Writing, { place, data, date, references }: Prepared): Promise<void> {
  const before = await tx.objectStore('entries').get(place);
  const row = edited(before, place, data, date);
  row.state = await queue(tx, row, 'put', await isHeld(tx, references));
  await tx.objectStore('entries').put(row);
}

function edited(before: EntryRow | undefined, [kind, id]: Place, data: Sealed, date: string): EntryRow {
  const row: EntryRow = { state: 'kept', ...before, kind, id, data, date, deleted: false };
  delete row.problem;
  return row;
}

export const staysHere = ({ status }: OutboxItem): boolean => status === 'held' || status === 'unclaimed';

/** An entry that refers to one that stays on this phone stays too: the server would refuse the unknown reference. */
async function isHeld(tx: Writing, references: Place[]): Promise<boolean> {
  for (const place of references) {
    if ((await itemsOf(tx, place)).some(staysHere)) return true;
  }
  return false;
}

/** Adds an item to the outbox, or replaces the one waiting there; never the one being sent. Returns the entry's state. */
async function queue(tx: Writing, row: EntryRow, verb: OutboxItem['verb'], held = false): Promise<EntryRow['state']> {
  const last = (await itemsOf(tx, [row.kind, row.id])).at(-1);
  const fresh = itemFor(row, verb, held ? 'held' : 'waiting');
  if (!last || last.status === 'sending') {
    await tx.objectStore('outbox').add(fresh);
    return 'kept';
  }
  const stays = verb === 'put' && (staysHere(last) || last.status === 'conflict');
  const status = stays ? last.status : fresh.status;
  await tx.objectStore('outbox').put({ ...last, ...fresh, status });
  return status === 'conflict' ? 'conflict' : 'kept';
}

/** An entry that was never sent is removed completely; otherwise the deletion is queued. */
export async function remove(database: Database, place: Place): Promise<void> {
  await database.write(async (tx) => {
    const row = await tx.objectStore('entries').get(place);
    if (!row || row.deleted) return;
    const items = await itemsOf(tx, place);
    if (!neverSent(row, items)) return removeSent(tx, row, items);
    await forget(tx, place, items);
    if (row.theirs) await restoreServerCopy(tx, row, row.theirs);
  });
}

function neverSent(row: EntryRow, items: OutboxItem[]): boolean {
  return !row.acked && !row.sent && items.every((item) => item.status !== 'sending');
}

export async function forget(tx: Writing, place: Place, items: OutboxItem[]): Promise<void> {
  for (const item of items) await tx.objectStore('outbox').delete(item.seq!);
  await tx.objectStore('entries').delete(place);
}

/** The server has a version under this id that the person hasn't seen: that stays. */
async function restoreServerCopy(tx: Writing, row: EntryRow, theirs: Copy): Promise<void> {
  overwrite(row, theirs);
  await tx.objectStore('entries').put(row);
}

/** In a conflict the person saw both versions: the deletion is based on the server's. */
async function removeSent(tx: Writing, row: EntryRow, items: OutboxItem[]): Promise<void> {
  if (items.some((item) => item.status === 'conflict')) row.acked = row.theirs!;
  delete row.problem;
  Object.assign(row, { deleted: true, date: '' }); // no day lists it any more
  row.state = await queue(tx, row, 'delete');
  await tx.objectStore('entries').put(row);
}
