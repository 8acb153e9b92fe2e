/** Reads the change feed from the stored cursor on. */
import { emptyRow, endOf, isLast, sealedChanges, pageAfter, type SealedChange, type Page } from './changes';
import { itemsOf, metaOf, setMeta, type Database, type Writing } from '../database/database';
import { overwrite } from '../entries/entry';
import type { Server } from './server';
import { canSync } from './outbox-counts';
import type { SyncStop } from './stop';

/** A new epoch, or a revision below the cursor, means that the server was restored from a backup. */
export async function pull(database: Database, server: Server): Promise<SyncStop | null> {
  for (;;) {
    const meta = await database.read(metaOf);
    if (!canSync(meta)) return null;
    const { cursor, epoch } = meta;
    const page = await pageAfter(server, cursor);
    if ('is' in page) return page;
    if ((epoch !== null && page.epoch !== epoch) || page.revision < cursor) return compareRestored(database, server);
    if (!(await applyPage(database, page, epoch)) || isLast(page)) return null;
  }
}

/** Loaded on demand: few phones ever meet a restored server. */
const compareRestored = async (...parts: [Database, Server]): Promise<SyncStop | null> =>
  (await import('./restored')).compare(...parts);

/** False if another tab has signed out or begun to compare meanwhile. */
async function applyPage(database: Database, page: Page, epoch: string | null): Promise<boolean> {
  return database.writeSealed((by) => sealedChanges(by, page.changes), async (tx, changes) => {
    const meta = await metaOf(tx);
    if (!canSync(meta) || meta.epoch !== epoch) return false;
    for (const each of changes) await applyChange(tx, each);
    await setMeta(tx, { epoch: page.epoch, cursor: Math.max(meta.cursor, endOf(page, 0)) });
    return true;
  });
}

/** Never overwrites an entry with unsent changes; the server's verdict on those, once they are sent, settles it. */
async function applyChange(tx: Writing, { place, copy }: SealedChange): Promise<void> {
  const row = await tx.objectStore('entries').get(place) ?? emptyRow(place);
  if (row.acked && copy.revision <= (row.acked.revision ?? 0)) return;
  if ((await itemsOf(tx, place)).length) row.theirs = copy;
  else overwrite(row, copy);
  await tx.objectStore('entries').put(row);
}
