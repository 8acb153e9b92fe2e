/** What only the person decides: what is sent at all, which version stays, what becomes of a refused entry. */
import { itemsOf, metaOf, setMeta, type Database, type Writing } from './database';
import { become } from './entry';
import { forget } from './keeping';
import type { Copy, EntryRow, OutboxItem, Place } from './rows';

/** Yes: all that is here may go to this account. No: what is here now stays on this phone; what comes later may go. */
export async function answerSend(database: Database, yes: boolean): Promise<void> {
  await database.write(async (tx) => {
    const { owner, account } = await metaOf(tx);
    if (!account || (owner !== null && owner !== account.username)) return;
    await setMeta(tx, { owner: account.username });
    await (yes ? move(tx, 'held', 'waiting') : move(tx, 'waiting', 'held'));
  });
}

async function move(tx: Writing, from: OutboxItem['status'], to: OutboxItem['status']): Promise<void> {
  const outbox = tx.objectStore('outbox');
  for (const item of await outbox.index('order').getAll(IDBKeyRange.bound([from], [from, []]))) {
    await outbox.put({ ...item, status: to });
  }
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
