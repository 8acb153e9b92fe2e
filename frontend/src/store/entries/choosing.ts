/**
 * The person's decisions: whether unclaimed entries are sent, which version of a conflict stays, what happens to a refused
 * entry.
 */
import { itemsOf, metaOf, setMeta, type Database, type Writing } from '../database/database';
import { overwrite } from './entry';
import { forget, staysHere } from './keeping';
import type { Copy, EntryRow, OutboxItem, Place } from '../database/rows';

/** Yes: the unclaimed entries and drafts become the owner's and are sent. No: they stay unclaimed, on this phone. */
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

/** Acts on the entry and its outbox item with that status; does nothing if another tab was faster. */
async function withItem(
  database: Database, place: Place, status: OutboxItem['status'],
  act: (tx: Writing, row: EntryRow, item: OutboxItem) => Promise<unknown>,
): Promise<void> {
  await database.write(async (tx) => {
    const row = await tx.objectStore('entries').get(place);
    const item = (await itemsOf(tx, place)).find((each) => each.status === status);
    if (row && item) await act(tx, row, item);
  });
}

/** Takes over the server's version. If a restored server has lost it, that version is sent instead. */
async function adopt(tx: Writing, row: EntryRow, item: OutboxItem, copy: Copy): Promise<void> {
  overwrite(row, copy);
  if (copy.lost && copy.data) return requeue(tx, row, { ...item, verb: 'put', body: copy.data });
  await tx.objectStore('outbox').delete(item.seq!);
  await tx.objectStore('entries').put(row);
}

async function requeue(tx: Writing, row: EntryRow, item: OutboxItem): Promise<void> {
  delete row.problem;
  Object.assign(row, { state: 'kept', deleted: item.verb === 'delete' });
  await tx.objectStore('outbox').put({ ...item, status: 'waiting' });
  await tx.objectStore('entries').put(row);
}

/** `mine` is sent based on the other version; if that is a deletion, this restores the entry. */
export async function resolveConflict(database: Database, place: Place, choice: 'mine' | 'theirs'): Promise<void> {
  await withItem(database, place, 'conflict', async (tx, row, item) => {
    const theirs = row.theirs!;
    if (choice === 'mine') return requeue(tx, { ...row, acked: theirs, theirs: undefined }, item);
    return adopt(tx, row, item, theirs);
  });
}

/** Goes back to the server's version; an entry that the server never had is gone. */
export async function dropParked(database: Database, place: Place): Promise<void> {
  await withItem(database, place, 'parked', async (tx, row, item) => {
    const last = row.theirs ?? row.acked;
    if (!last) return forget(tx, place, [item]);
    return adopt(tx, row, item, last);
  });
}

export async function retryParked(database: Database, place: Place): Promise<void> {
  await withItem(database, place, 'parked', requeue);
}
