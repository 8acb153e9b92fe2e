/**
 * Handles a server that was restored from a backup (architecture.md, "Entries and sync"). Reads the whole feed again and
 * sends what the server lacks or has in an earlier revision. Deletes nothing here: absence proves nothing. The new epoch is
 * stored last, so that an interrupted comparison starts again.
 */
import { emptyRow, endOf, isLast, sealedChanges, pageAfter, type SealedChange } from './changes';
import { itemsOf, metaOf, setMeta, type Database, type Writing } from '../database/database';
import { overwrite, itemFor } from '../entries/entry';
import { era } from './era';
import { markConflict } from './outbox';
import type { Copy, EntryRow, Meta } from '../database/rows';
import type { Server } from './server';
import { canSync } from './outbox-counts';
import type { SyncStop } from './stop';

export async function compare(database: Database, server: Server): Promise<SyncStop | null> {
  const seen = new Set<string>();
  for (let after = 0; ;) {
    const page = await pageAfter(server, after);
    if ('is' in page) return page;
    await database.writeSealed((by) => sealedChanges(by, page.changes), (tx, changes) => ifCanSync(tx, async () => {
      for (const each of changes) await compareOne(tx, each);
    }));
    for (const { kind, id } of page.changes) seen.add([kind, id].join());
    after = endOf(page, after);
    if (isLast(page)) return finish(database, seen, { epoch: page.epoch, cursor: after });
  }
}

async function ifCanSync(tx: Writing, act: () => Promise<void>): Promise<void> {
  if (canSync(await metaOf(tx))) await act();
}

async function compareOne(tx: Writing, { place, copy }: SealedChange): Promise<void> {
  const row = await tx.objectStore('entries').get(place) ?? emptyRow(place);
  if (row.theirs && copy.revision < (row.theirs.revision ?? 0)) row.theirs = lost(row.theirs, copy.revision);
  const known = row.acked?.revision ?? null;
  if (known !== null && copy.revision <= known) await holdsLater(tx, row, copy, known);
  else await holdsEarlier(tx, row, copy, known);
  await tx.objectStore('entries').put(row);
}

const lost = (copy: Copy, revision: number | null): Copy => ({ ...copy, revision, lost: true });

/** This phone has the same revision or a later one: a later one is sent, based on the server's. */
async function holdsLater(tx: Writing, row: EntryRow, copy: SealedChange['copy'], known: number): Promise<void> {
  const here = row.acked!;
  const isDeletion = here.data === null; // a deletion made here has the revision that it deleted, until the feed gives its own
  if (isDeletion ? copy.data === null : copy.revision === known) return;
  row.acked = lost(here, copy.revision);
  await queueIfIdle(tx, row);
}

/**
 * The server has a later revision. From before the restoration, it is simply newer. From after it, another device may have
 * sent an older version again: so this phone sends its own, the server compares, and the person chooses if the two differ.
 */
async function holdsEarlier(tx: Writing, row: EntryRow, copy: SealedChange['copy'], known: number | null): Promise<void> {
  const items = await itemsOf(tx, [row.kind, row.id]);
  if (items.length) row.theirs = row.theirs?.lost ? row.theirs : copy;
  else if (known === null || row.deleted) overwrite(row, copy);
  else if (copy.data === null) await addConflict(tx, row, copy);
  else if (era(copy.revision) !== era(known)) await queueIfIdle(tx, row);
  else overwrite(row, copy);
}

async function addConflict(tx: Writing, row: EntryRow, copy: Copy): Promise<void> {
  const item = itemFor(row, 'put');
  markConflict(row, item, copy);
  await tx.objectStore('outbox').add(item);
}

async function queueIfIdle(tx: Writing, row: EntryRow): Promise<void> {
  if ((await itemsOf(tx, [row.kind, row.id])).length) return;
  row.state = 'kept';
  await tx.objectStore('outbox').add(itemFor(row, row.deleted ? 'delete' : 'put'));
}

async function finish(database: Database, seen: Set<string>, now: Pick<Meta, 'epoch' | 'cursor'>): Promise<null> {
  await database.write((tx) => ifCanSync(tx, async () => {
    const all = await tx.objectStore('entries').getAll();
    for (const row of all.filter(({ kind, id }) => !seen.has([kind, id].join()))) await bringBack(tx, row);
    await setMeta(tx, now);
  }));
  return null;
}

/** The server has nothing under this id: the entry is created again. Deleted entries stay deleted. */
async function bringBack(tx: Writing, row: EntryRow): Promise<void> {
  if (row.theirs) row.theirs = lost(row.theirs, null);
  if (row.acked && !row.deleted) {
    row.acked = lost(row.acked, null);
    await queueIfIdle(tx, row);
  }
  await tx.objectStore('entries').put(row);
}
