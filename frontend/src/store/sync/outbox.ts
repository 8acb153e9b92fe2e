/** The outbox as the sync sees it: take the next item, then apply the verdict on its answer. */
import { isSealed, Locked, type Codec, type Sealing } from '../database/codec';
import { itemsOf, lockOf, metaOf, type Database, type Writing } from '../database/database';
import { overwrite, copyOf } from '../entries/entry';
import type { Copy, EntryRow, OutboxItem, Place } from '../database/rows';
import { canSync } from './outbox-counts';
import type { SyncStop } from './stop';
import type { Sent, Verdict } from './verdict';

export interface Taken {
  item: OutboxItem;
  sent: Sent;
}

/** Takes the next item, which never changes from now on. One left `sending` when a tab closed comes first, unchanged. */
export async function take(database: Database): Promise<Taken | null> {
  const found = await database.write(async (tx) => {
    if (!canSync(await metaOf(tx))) return null;
    const item = await firstWith(tx, 'sending') ?? await firstWith(tx, 'waiting');
    if (!item) return null;
    item.status = 'sending';
    await tx.objectStore('outbox').put(item);
    return { item, row: await tx.objectStore('entries').get([item.kind, item.id]) };
  });
  if (!found) return null;
  try {
    return { item: found.item, sent: await opened(database.codec, found.item, found.row) };
  } catch (cause) {
    if (!(cause instanceof Locked) || !(await parkUnreadable(database, found.item))) throw cause;
    return take(database);
  }
}

/**
 * Parks or drops an item that is sealed although there is no lock: it can never be opened, and must not block the rest. If
 * a lock was just taken off, the item is already open again and stays. False while there is a lock.
 */
function parkUnreadable(database: Database, { seq, kind, id }: OutboxItem): Promise<boolean> {
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
async function firstWith(tx: Writing, status: OutboxItem['status']): Promise<OutboxItem | undefined> {
  const cursor = await tx.objectStore('outbox').index('order').openCursor(IDBKeyRange.bound([status], [status, []]));
  return cursor?.value;
}

async function opened({ open }: Codec, item: OutboxItem, row: EntryRow | undefined): Promise<Sent> {
  const { kind, id, verb, body } = item;
  return {
    kind, id, verb,
    body: body && await open(body),
    base: row?.acked?.revision ?? null,
    acked: row?.acked?.data ? await open(row.acked.data) : row?.acked?.data,
    sent: row?.sent && await open(row.sent),
  };
}

export type ItemVerdict = Exclude<Verdict, SyncStop>;

/** Reads the item again: a lock put on or taken off while it was being sent has resealed it. */
export async function applyVerdict(database: Database, { item: { seq, kind, id }, sent }: Taken, verdict: ItemVerdict): Promise<void> {
  await database.writeSealed((by) => copiesFrom(by, verdict, sent.base), async (tx, copies) => {
    const { copy } = copies;
    const place: Place = [kind, id];
    const row = await tx.objectStore('entries').get(place);
    const item = await tx.objectStore('outbox').get(seq!);
    if (!row || !item) return; // another tab has settled or cleared it
    const later = (await itemsOf(tx, place)).some((other) => other.seq! > seq!);
    if (verdict.is === 'stored' || verdict.is === 'deleted') acknowledge(row, copy, later);
    else if (later) rememberSent(row, item);
    else applyRefusal(row, item, verdict, copies);
    await tx.objectStore('entries').put(row);
    await (later || row.state === 'stored' ? tx.objectStore('outbox').delete(seq!) : tx.objectStore('outbox').put(item));
  });
}

/** What a verdict brings, sealed. */
interface Copies {
  copy: Copy;
  /** Both versions merged. */
  both: Copy | null;
}

async function copiesFrom(by: Sealing, verdict: ItemVerdict, base: number | null): Promise<Copies> {
  const both = verdict.is === 'merged' ? await copyOf(by, verdict.body, verdict.revision) : null;
  return { copy: await copyFrom(by, verdict, base), both };
}

/** The version that the verdict brings, sealed before the transaction. A deletion is acknowledged without a revision. */
async function copyFrom(by: Sealing, verdict: ItemVerdict, base: number | null): Promise<Copy> {
  if (verdict.is === 'parked') return copyOf(by, null, base);
  if (verdict.is === 'changed') return copyOf(by, verdict.body, base);
  return copyOf(by, verdict.is === 'deleted' ? null : verdict.copy, verdict.revision ?? (verdict.is === 'deleted' ? base : null));
}

/** A later edit is based on this version; without one, the row becomes the server's. */
function acknowledge(row: EntryRow, copy: Copy, later: boolean): void {
  if (!later) return overwrite(row, copy);
  row.acked = copy;
  delete row.sent;
  delete row.theirs;
}

/** Not accepted, but a later edit is queued: remember this body as sent, and let that edit get its own verdict. */
function rememberSent(row: EntryRow, item: OutboxItem): void {
  if (item.body) row.sent = item.body;
}

function rebase(row: EntryRow, copy: Copy): void {
  if (copy.revision === null) delete row.acked;
  else row.acked = copy;
}

/** Not accepted, and nothing newer is queued: apply the verdict. */
function applyRefusal(row: EntryRow, item: OutboxItem, verdict: ItemVerdict, { copy, both }: Copies): void {
  rememberSent(row, item);
  switch (verdict.is) {
    case 'again':
      item.status = 'waiting';
      return rebase(row, copy);
    case 'changed':
      Object.assign(item, { status: 'waiting', body: copy.data });
      break;
    case 'merged':
      return replaceByMerge(row, item, copy, both!);
    case 'theirs':
      return overwrite(row, copy);
    case 'conflict':
      return markConflict(row, item, copy);
    case 'parked':
      item.status = 'parked';
      park(row, verdict.problem);
  }
}

/** The merged version is what this phone has from now on, and is sent based on the server's. */
function replaceByMerge(row: EntryRow, item: OutboxItem, theirs: Copy, { data, date }: Copy): void {
  Object.assign(item, { status: 'waiting', body: data });
  Object.assign(row, { data, date, acked: theirs });
  delete row.sent;
  delete row.theirs;
}

export function markConflict(row: EntryRow, item: OutboxItem, theirs: Copy): void {
  item.status = 'conflict';
  Object.assign(row, { state: 'conflict', theirs });
}
