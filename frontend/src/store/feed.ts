/** The change feed: what other devices did, and what a restored server has lost. Nothing is inferred from absence. */
import { itemsOf, metaOf, setMeta, type Copy, type Database, type EntryRow, type Meta, type Place, type Writing } from './database';
import { become, copyOf, itemFor, type Body } from './entry';
import { ask, maySend } from './outbox';
import type { Server } from './server';
import { halted, type Halt } from './verdict';

interface Change {
  kind: string;
  id: string;
  revision: number;
  deleted: boolean;
  data: Body | null;
}

interface Page {
  epoch: string;
  revision: number;
  more: boolean;
  changes: Change[];
}

/** One change, ready for a transaction. */
interface News {
  place: Place;
  copy: Copy & { revision: number };
}

const LIMIT = 500;
/** `manage.py restore` adds this to every counter. */
const RESTORED = 1_000_000;

export async function pull(database: Database, server: Server): Promise<Halt | null> {
  for (;;) {
    const meta = await database.read(metaOf);
    if (!maySend(meta)) return null;
    const { cursor, epoch } = meta;
    const page = await pageAfter(server, cursor);
    if ('is' in page) return page;
    if ((epoch !== null && page.epoch !== epoch) || page.revision < cursor) return compare(database, server);
    if (!(await apply(database, page, epoch)) || isLast(page)) return null;
  }
}

async function pageAfter(server: Server, after: number): Promise<Page | Halt> {
  const answer = await server.send('GET', `/api/changes/?after=${after}&limit=${LIMIT}`);
  return isPage(answer.data) && answer.status === 200 ? answer.data : halted(answer) ?? { is: 'wait', seconds: null };
}

function isPage(data: unknown): data is Page {
  return Array.isArray((data as Page | null)?.changes);
}

function news(page: Page): Promise<News[]> {
  return Promise.all(page.changes.map(async ({ kind, id, revision, deleted, data }) => {
    const copy = await copyOf(deleted ? null : data, revision);
    return { place: [kind, id] as Place, copy: { ...copy, revision } };
  }));
}

const isLast = (page: Page): boolean => !page.more || page.changes.length === 0;
const lastOf = (page: Page, before: number): number => page.changes.at(-1)?.revision ?? before;

/** False when another tab has signed out meanwhile, or has begun to compare. */
async function apply(database: Database, page: Page, epoch: string | null): Promise<boolean> {
  const all = await news(page);
  return database.write(async (tx) => {
    const meta = await metaOf(tx);
    if (!maySend(meta) || meta.epoch !== epoch) return false;
    for (const each of all) await hear(tx, each);
    await setMeta(tx, { epoch: page.epoch, cursor: Math.max(meta.cursor, lastOf(page, 0)) });
    return true;
  });
}

/** An entry with something of its own to tell is never overwritten; the server's verdict on that will come. */
async function hear(tx: Writing, { place, copy }: News): Promise<void> {
  const row = await tx.objectStore('entries').get(place);
  if (row?.acked && copy.revision <= (row.acked.revision ?? 0)) return;
  await tx.objectStore('entries').put(await heard(tx, row ?? blank(place), copy));
}

async function heard(tx: Writing, row: EntryRow, copy: Copy): Promise<EntryRow> {
  if ((await itemsOf(tx, [row.kind, row.id])).length) row.theirs = copy;
  else become(row, copy);
  return row;
}

function blank([kind, id]: Place): EntryRow {
  return { kind, id, data: null, date: '', state: 'stored', deleted: true };
}

/**
 * A new epoch, or a server that is behind what this phone has read: it was restored. Everything is read anew, what it
 * lacks or holds in an earlier revision is sent, and nothing is deleted here. The epoch is adopted last, so that a
 * comparison that was cut short begins again.
 */
async function compare(database: Database, server: Server): Promise<Halt | null> {
  const seen = new Set<string>();
  for (let after = 0; ;) {
    const page = await pageAfter(server, after);
    if ('is' in page) return page;
    const all = await news(page);
    await asOwner(database, async (tx) => {
      for (const each of all) await weigh(tx, each);
    });
    for (const { place } of all) seen.add(place.join());
    after = lastOf(page, after);
    if (isLast(page)) return finish(database, seen, { epoch: page.epoch, cursor: after });
  }
}

async function asOwner(database: Database, act: (tx: Writing, meta: Meta) => Promise<void>): Promise<void> {
  await database.write(async (tx) => {
    const meta = await metaOf(tx);
    if (maySend(meta)) await act(tx, meta);
  });
}

async function weigh(tx: Writing, { place, copy }: News): Promise<void> {
  const row = await tx.objectStore('entries').get(place) ?? blank(place);
  const known = row.acked?.revision ?? null;
  if (known === copy.revision) return;
  if (known !== null && copy.revision < known) await sendUpon(tx, row, copy);
  else if (known !== null && !row.deleted) await meetLater(tx, row, copy, known);
  else await heard(tx, row, copy);
  await tx.objectStore('entries').put(row);
}

/** This phone holds a later revision: it goes out upon the one that the server went back to. */
async function sendUpon(tx: Writing, row: EntryRow, copy: Copy): Promise<void> {
  if (row.deleted && copy.data === null) return;
  row.acked = copy;
  await queueIfIdle(tx, row);
}

/**
 * The server holds a later revision. Counted before the restoration, it is simply newer. Counted after it, it may be an
 * older version that another device brought back: the server compares, and the person chooses where the two differ.
 */
async function meetLater(tx: Writing, row: EntryRow, copy: News['copy'], known: number): Promise<void> {
  const item = (await itemsOf(tx, [row.kind, row.id])).at(-1);
  if (item) row.theirs = copy;
  else if (copy.data === null) await askAbout(tx, row, copy);
  else if (era(copy.revision) !== era(known)) await queueIfIdle(tx, row);
  else become(row, copy);
}

const era = (revision: number): number => Math.floor(revision / RESTORED);

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

/** What the server has never mentioned, it has never had: created anew. */
async function finish(database: Database, seen: Set<string>, now: Pick<Meta, 'epoch' | 'cursor'>): Promise<null> {
  await asOwner(database, async (tx) => {
    const entries = tx.objectStore('entries');
    for (const row of await entries.getAll()) {
      if (!row.acked || row.deleted || seen.has([row.kind, row.id].join())) continue;
      delete row.acked;
      await queueIfIdle(tx, row);
      await entries.put(row);
    }
    await setMeta(tx, now);
  });
  return null;
}
