/** The outbox as the sync sees it: take the next item, send it, settle what the answer means. */
import { isSealed, Locked, type Codec, type Sealing } from '../database/codec';
import { itemsOf, lockOf, metaOf, type Database, type Writing } from '../database/database';
import { become, copyOf } from '../entries/entry';
import type { Copy, EntryRow, OutboxItem, Place } from '../database/rows';
import { maySend } from './outbox-counts';
import type { Halt, Sent, Verdict } from './verdict';

export interface Taken {
  item: OutboxItem;
  sent: Sent;
}

/** The next item, from now on never changed. What was on the wire when a tab ended comes first, as it was. */
export async function take(database: Database): Promise<Taken | null> {
  const found = await database.write(async (tx) => {
    if (!maySend(await metaOf(tx))) return null;
    const item = await first(tx, 'sending') ?? await first(tx, 'waiting');
    if (!item) return null;
    item.status = 'sending';
    await tx.objectStore('outbox').put(item);
    return { item, row: await tx.objectStore('entries').get([item.kind, item.id]) };
  });
  if (!found) return null;
  try {
    return { item: found.item, sent: await opened(database.codec, found.item, found.row) };
  } catch (cause) {
    if (!(cause instanceof Locked) || !(await setDown(database, found.item))) throw cause;
    return take(database);
  }
}

/**
 * Sealed, and there is no lock that it could be waiting for: nothing ever opens it, and what comes behind it goes on.
 * Where a lock was taken off just now, it lies there open. False while there is a lock.
 */
function setDown(database: Database, { seq, kind, id }: OutboxItem): Promise<boolean> {
  return database.write(async (tx) => {
    if (await lockOf(tx)) return false;
    const row = await tx.objectStore('entries').get([kind, id]);
    const item = await tx.objectStore('outbox').get(seq!);
    if (!row || !item || ![item.body, row.acked?.data, row.sent].some((kept) => kept && isSealed(kept))) return true;
    const isLast = (await itemsOf(tx, [kind, id])).at(-1)!.seq === seq;
    await (isLast ? tx.objectStore('outbox').put({ ...item, status: 'parked' }) : tx.objectStore('outbox').delete(seq!));
    if (isLast) park(row, { code: 'unreadable', path: '' });
    await tx.objectStore('entries').put(row);
    return true;
  });
}

function park(row: EntryRow, problem: EntryRow['problem'] & object): void {
  Object.assign(row, { state: 'parked', problem, deleted: false });
}

/** By rank, then in the order in which they were kept. */
async function first(tx: Writing, status: OutboxItem['status']): Promise<OutboxItem | undefined> {
  const cursor = await tx.objectStore('outbox').index('order').openCursor(IDBKeyRange.bound([status], [status, []]));
  return cursor?.value;
}

async function opened({ open }: Codec, item: OutboxItem, row: EntryRow | undefined): Promise<Sent> {
  const { id, verb, body } = item;
  return {
    id, verb,
    body: body && await open(body),
    base: row?.acked?.revision ?? null,
    acked: row?.acked?.data ? await open(row.acked.data) : row?.acked?.data,
    sent: row?.sent && await open(row.sent),
  };
}

export type Settling = Exclude<Verdict, Halt>;

/** The item as it lies there: a lock that was put on or taken off while it was on the wire has sealed or opened it. */
export async function settle(database: Database, { item: { seq, kind, id }, sent }: Taken, verdict: Settling): Promise<void> {
  await database.writeSealed((by) => copyIn(by, verdict, sent.base), async (tx, copy) => {
    const place: Place = [kind, id];
    const row = await tx.objectStore('entries').get(place);
    const item = await tx.objectStore('outbox').get(seq!);
    if (!row || !item) return; // another tab has settled or cleared it
    const later = (await itemsOf(tx, place)).some((other) => other.seq! > seq!);
    if (verdict.is === 'stored' || verdict.is === 'deleted') acknowledge(row, copy, later);
    else if (later) setAside(row, item);
    else turn(row, item, verdict, copy);
    await tx.objectStore('entries').put(row);
    await (later || row.state === 'stored' ? tx.objectStore('outbox').delete(seq!) : tx.objectStore('outbox').put(item));
  });
}

/** What the verdict brings, sealed before the transaction begins. A deletion is acknowledged without a revision. */
async function copyIn(by: Sealing, verdict: Settling, base: number | null): Promise<Copy> {
  if (verdict.is === 'parked') return copyOf(by, null, base);
  if (verdict.is === 'changed') return copyOf(by, verdict.body, base);
  return copyOf(by, verdict.is === 'deleted' ? null : verdict.copy, verdict.revision ?? (verdict.is === 'deleted' ? base : null));
}

/** The next edit is based on this; without one, the server's copy is ours. */
function acknowledge(row: EntryRow, copy: Copy, later: boolean): void {
  if (!later) return become(row, copy);
  row.acked = copy;
  delete row.sent;
  delete row.theirs;
}

/** Not taken, and an edit waits behind it: that one tries instead, and gets a verdict of its own. */
function setAside(row: EntryRow, item: OutboxItem): void {
  if (item.body) row.sent = item.body;
}

function rebase(row: EntryRow, copy: Copy): void {
  if (copy.revision === null) delete row.acked;
  else row.acked = copy;
}

/** Not taken, and it is the newest: what becomes of it. */
function turn(row: EntryRow, item: OutboxItem, verdict: Settling, copy: Copy): void {
  setAside(row, item);
  switch (verdict.is) {
    case 'again':
      item.status = 'waiting';
      return rebase(row, copy);
    case 'changed':
      Object.assign(item, { status: 'waiting', body: copy.data });
      break;
    case 'theirs':
      return become(row, copy);
    case 'conflict':
      return ask(row, item, copy);
    case 'parked':
      item.status = 'parked';
      park(row, verdict.problem);
  }
}

export function ask(row: EntryRow, item: OutboxItem, theirs: Copy): void {
  item.status = 'conflict';
  Object.assign(row, { state: 'conflict', theirs });
}
