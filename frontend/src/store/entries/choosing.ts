/** What only the person decides: what is sent at all, which version stays, what becomes of a refused entry. */
import { itemsOf, metaOf, setMeta, type Database, type Writing } from '../database/database';
import { become } from './entry';
import { forget, staysHere } from './keeping';
import type { Copy, EntryRow, OutboxItem, Place } from '../database/rows';

/** Yes: what is nobody's is the owner's from now on, and goes to their account. No: it stays nobody's, on this phone. */
export async function answerSend(database: Database, yes: boolean): Promise<void> {
  await database.write(async (tx) => {
    if ((await metaOf(tx)).owner === null) return;
    await setMeta(tx, { undecided: false });
    if (yes) await claim(tx);
  });
}

async function claim(tx: Writing): Promise<void> {
  const outbox = tx.objectStore('outbox');
  for (const item of (await outbox.getAll()).filter(staysHere)) await outbox.put({ ...item, status: 'waiting' });
  const drafts = tx.objectStore('drafts');
  for (const { name, words } of await drafts.getAll()) await drafts.put({ name, words });
}

/** The entry, and its item in that state; nothing happens where another tab was quicker. */
async function settled(
  database: Database, place: Place, status: OutboxItem['status'],
  act: (tx: Writing, row: EntryRow, item: OutboxItem) => Promise<unknown>,
): Promise<void> {
  await database.write(async (tx) => {
    const row = await tx.objectStore('entries').get(place);
    const item = (await itemsOf(tx, place)).find((each) => each.status === status);
    if (row && item) await act(tx, row, item);
  });
}

/** Takes over what the server holds; what a restored server has lost meanwhile is sent to it. */
async function adopt(tx: Writing, row: EntryRow, item: OutboxItem, copy: Copy): Promise<void> {
  become(row, copy);
  if (copy.lost && copy.data) return again(tx, row, { ...item, verb: 'put', body: copy.data });
  await tx.objectStore('outbox').delete(item.seq!);
  await tx.objectStore('entries').put(row);
}

async function again(tx: Writing, row: EntryRow, item: OutboxItem): Promise<void> {
  delete row.problem;
  Object.assign(row, { state: 'kept', deleted: item.verb === 'delete' });
  await tx.objectStore('outbox').put({ ...item, status: 'waiting' });
  await tx.objectStore('entries').put(row);
}

/** Mine goes out upon theirs; where theirs is a deletion, that restores the entry. */
export async function resolveConflict(database: Database, place: Place, choice: 'mine' | 'theirs'): Promise<void> {
  await settled(database, place, 'conflict', async (tx, row, item) => {
    const theirs = row.theirs!;
    if (choice === 'mine') return again(tx, { ...row, acked: theirs, theirs: undefined }, item);
    return adopt(tx, row, item, theirs);
  });
}

/** What the server has stays; what it never took is gone. */
export async function dropParked(database: Database, place: Place): Promise<void> {
  await settled(database, place, 'parked', async (tx, row, item) => {
    const last = row.theirs ?? row.acked;
    if (!last) return forget(tx, place, [item]);
    return adopt(tx, row, item, last);
  });
}

export async function retryParked(database: Database, place: Place): Promise<void> {
  await settled(database, place, 'parked', again);
}
