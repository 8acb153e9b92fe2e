/**
 * The person's decisions: whether unclaimed entries are sent, which version of a conflict stays, what happens to a refused
 * entry.
 */
import { itemsOf, metaOf, setMeta, type Database, type Writing } from '../database/database';
import { equal } from '../../logic/equal';
import { chosen, versionsOf, type Choice } from './conflict';
import { copyOf, overwrite } from './entry';
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

type Act = (row: EntryRow, item: OutboxItem) => Promise<unknown>;

/** Acts on the entry and its outbox item with that status; does nothing if another tab was faster. */
async function withItem(tx: Writing, place: Place, status: OutboxItem['status'], act: Act): Promise<void> {
  const row = await tx.objectStore('entries').get(place);
  const item = (await itemsOf(tx, place)).find((each) => each.status === status);
  if (row && item) await act(row, item);
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

/**
 * The chosen version, with the fields that only the other one changed, is sent based on the other version; if that is a
 * deletion, this restores the entry. Does nothing if one of the two has changed since it was read.
 */
export async function resolveConflict(database: Database, place: Place, choice: Choice): Promise<void> {
  const read = await database.read((tx) => tx.objectStore('entries').get(place));
  const versions = read && await versionsOf(database.codec, read);
  if (!versions) return resolveDeletion(database, place, choice);
  const body = chosen(place[0], versions, choice);
  await database.writeSealed((by) => copyOf(by, body, null), (tx, { data, date }) =>
    withItem(tx, place, 'conflict', async (row, item) => {
      const theirs = row.theirs!;
      if (!equal([row.data, theirs], [read.data, read.theirs])) return;
      if (equal(body, versions.theirs)) return adopt(tx, row, item, theirs);
      await requeue(tx, { ...row, data, date, acked: theirs, theirs: undefined }, { ...item, verb: 'put', body: data });
    }));
}

/** It was deleted elsewhere. */
async function resolveDeletion(database: Database, place: Place, choice: Choice): Promise<void> {
  await database.write((tx) => withItem(tx, place, 'conflict', async (row, item) => {
    const theirs = row.theirs!;
    if (theirs.data) return;
    if (choice === 'theirs') return adopt(tx, row, item, theirs);
    await requeue(tx, { ...row, acked: theirs, theirs: undefined }, item);
  }));
}

/** Goes back to the server's version; an entry that the server never had is gone. */
export async function dropParked(database: Database, place: Place): Promise<void> {
  await database.write((tx) => withItem(tx, place, 'parked', async (row, item) => {
    const last = row.theirs ?? row.acked;
    if (!last) return forget(tx, place, [item]);
    return adopt(tx, row, item, last);
  }));
}

export async function retryParked(database: Database, place: Place): Promise<void> {
  await database.write((tx) => withItem(tx, place, 'parked', (row, item) => requeue(tx, row, item)));
}
