/**
 * A server that was restored from a backup (architecture.md, "Entries and sync"). Everything is read anew; what it lacks,
 * or holds in an earlier revision, is sent; nothing is deleted here, and nothing is inferred from absence. The epoch is
 * adopted last, so that a comparison that was cut short begins again.
 */
import { blank, endOf, isLast, newsOf, pageAfter, type News } from './changes';
import { itemsOf, metaOf, setMeta, type Database, type Writing } from '../database/database';
import { become, itemFor } from '../entries/entry';
import { ask } from './outbox';
import type { Copy, EntryRow, Meta } from '../database/rows';
import type { Server } from './server';
import { maySend } from './outbox-counts';
import type { Halt } from './verdict';

/** `manage.py restore` adds this to every counter (backend/backups/afterwards.py). */
export const ADDED = 1_000_000;

export async function compare(database: Database, server: Server): Promise<Halt | null> {
  const seen = new Set<string>();
  for (let after = 0; ;) {
    const page = await pageAfter(server, after);
    if ('is' in page) return page;
    await database.writeSealed((by) => newsOf(by, page), (tx, news) => asOwner(tx, async () => {
      for (const each of news) await compareOne(tx, each);
    }));
    for (const { kind, id } of page.changes) seen.add([kind, id].join());
    after = endOf(page, after);
    if (isLast(page)) return finish(database, seen, { epoch: page.epoch, cursor: after });
  }
}

async function asOwner(tx: Writing, act: () => Promise<void>): Promise<void> {
  if (maySend(await metaOf(tx))) await act();
}

async function compareOne(tx: Writing, { place, copy }: News): Promise<void> {
  const row = await tx.objectStore('entries').get(place) ?? blank(place);
  if (row.theirs && copy.revision < (row.theirs.revision ?? 0)) row.theirs = lost(row.theirs, copy.revision);
  const known = row.acked?.revision ?? null;
  if (known !== null && copy.revision <= known) await holdsLater(tx, row, copy, known);
  else await holdsEarlier(tx, row, copy, known);
  await tx.objectStore('entries').put(row);
}

const lost = (copy: Copy, revision: number | null): Copy => ({ ...copy, revision, lost: true });

/** This phone holds the same revision, or a later one: that goes out upon the one that the server went back to. */
async function holdsLater(tx: Writing, row: EntryRow, copy: News['copy'], known: number): Promise<void> {
  const here = row.acked!;
  const isDeletion = here.data === null; // one from here has the revision that it deleted, until the feed has told its own
  if (isDeletion ? copy.data === null : copy.revision === known) return;
  row.acked = lost(here, copy.revision);
  await queueIfIdle(tx, row);
}

/**
 * The server holds a later revision. Counted before the restoration, it is simply newer. Counted after it, it may be an
 * older version that another device brought back: the server compares, and the person chooses where the two differ.
 */
async function holdsEarlier(tx: Writing, row: EntryRow, copy: News['copy'], known: number | null): Promise<void> {
  const items = await itemsOf(tx, [row.kind, row.id]);
  if (items.length) row.theirs = row.theirs?.lost ? row.theirs : copy;
  else if (known === null || row.deleted) become(row, copy);
  else if (copy.data === null) await askAbout(tx, row, copy);
  else if (era(copy.revision) !== era(known)) await queueIfIdle(tx, row);
  else become(row, copy);
}

const era = (revision: number): number => Math.floor(revision / ADDED);

async function askAbout(tx: Writing, row: EntryRow, copy: Copy): Promise<void> {
  const item = itemFor(row, 'put');
  ask(row, item, copy);
  await tx.objectStore('outbox').add(item);
}

async function queueIfIdle(tx: Writing, row: EntryRow): Promise<void> {
  if ((await itemsOf(tx, [row.kind, row.id])).length) return;
  row.state = 'kept';
  await tx.objectStore('outbox').add(itemFor(row, row.deleted ? 'delete' : 'put'));
}

async function finish(database: Database, seen: Set<string>, now: Pick<Meta, 'epoch' | 'cursor'>): Promise<null> {
  await database.write((tx) => asOwner(tx, async () => {
    const all = await tx.objectStore('entries').getAll();
    for (const row of all.filter(({ kind, id }) => !seen.has([kind, id].join()))) await bringBack(tx, row);
    await setMeta(tx, now);
  }));
  return null;
}

/** The server has nothing under this id: it is created anew. What was deleted is as it was meant to be. */
async function bringBack(tx: Writing, row: EntryRow): Promise<void> {
  if (row.theirs) row.theirs = lost(row.theirs, null);
  if (row.acked && !row.deleted) {
    row.acked = lost(row.acked, null);
    await queueIfIdle(tx, row);
  }
  await tx.objectStore('entries').put(row);
}
