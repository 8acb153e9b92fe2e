/** What other devices did: the change feed, read on from where it was read before. */
import { blank, endOf, isLast, newsOf, pageAfter, type News, type Page } from './changes';
import { itemsOf, metaOf, setMeta, type Database, type Writing } from '../database/database';
import { become } from '../entries/entry';
import type { Server } from './server';
import { maySend } from './outbox-counts';
import type { Halt } from './verdict';

/** A new epoch, or a counter behind what was read already: the server was restored. */
export async function pull(database: Database, server: Server): Promise<Halt | null> {
  for (;;) {
    const meta = await database.read(metaOf);
    if (!maySend(meta)) return null;
    const { cursor, epoch } = meta;
    const page = await pageAfter(server, cursor);
    if ('is' in page) return page;
    if ((epoch !== null && page.epoch !== epoch) || page.revision < cursor) return whatWasRestored(database, server);
    if (!(await apply(database, page, epoch)) || isLast(page)) return null;
  }
}

/** Its code comes when it is wanted: hardly any phone ever meets a restored server. */
const whatWasRestored = async (...parts: [Database, Server]): Promise<Halt | null> =>
  (await import('./restored')).compare(...parts);

/** False when another tab has signed out meanwhile, or has begun to compare. */
async function apply(database: Database, page: Page, epoch: string | null): Promise<boolean> {
  return database.writeSealed((by) => newsOf(by, page), async (tx, news) => {
    const meta = await metaOf(tx);
    if (!maySend(meta) || meta.epoch !== epoch) return false;
    for (const each of news) await hear(tx, each);
    await setMeta(tx, { epoch: page.epoch, cursor: Math.max(meta.cursor, endOf(page, 0)) });
    return true;
  });
}

/** An entry with something of its own to tell is never overwritten; the server's verdict on that will come. */
async function hear(tx: Writing, { place, copy }: News): Promise<void> {
  const row = await tx.objectStore('entries').get(place) ?? blank(place);
  if (row.acked && copy.revision <= (row.acked.revision ?? 0)) return;
  if ((await itemsOf(tx, place)).length) row.theirs = copy;
  else become(row, copy);
  await tx.objectStore('entries').put(row);
}
