/** The outbox as the sync sees it: take the next item, send it, settle what the answer means. */
import type { Codec } from './codec';
import { itemsOf, metaOf, type Database, type Reading, type Writing } from './database';
import { become, copyOf } from './entry';
import type { Copy, EntryRow, Meta, OutboxItem, Place } from './rows';
import type { Halt, Sent, Verdict } from './verdict';

/** Only the owner's own session sends; another tab may have changed whose it is since this one looked. */
export const maySend = ({ owner, account }: Meta): boolean => owner !== null && account?.username === owner;

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
  return found && { item: found.item, sent: await opened(database.codec, found.item, found.row) };
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

export async function settle(database: Database, { item, sent }: Taken, verdict: Settling): Promise<void> {
  const copy = await copyIn(database.codec, verdict, sent.base);
  await database.write(async (tx) => {
    const place: Place = [item.kind, item.id];
    const row = await tx.objectStore('entries').get(place);
    if (!row || !(await tx.objectStore('outbox').get(item.seq!))) return; // another tab has settled or cleared it
    const later = (await itemsOf(tx, place)).some((other) => other.seq! > item.seq!);
    if (verdict.is === 'stored' || verdict.is === 'deleted') acknowledge(row, copy, later);
    else if (later) setAside(row, item);
    else turn(row, item, verdict, copy);
    await tx.objectStore('entries').put(row);
    await (later || row.state === 'stored' ? tx.objectStore('outbox').delete(item.seq!) : tx.objectStore('outbox').put(item));
  });
}

/** What the verdict brings, sealed before the transaction begins. A deletion is acknowledged without a revision. */
async function copyIn(codec: Codec, verdict: Settling, base: number | null): Promise<Copy> {
  if (verdict.is === 'parked') return copyOf(codec, null, base);
  if (verdict.is === 'changed') return copyOf(codec, verdict.body, base);
  return copyOf(codec, verdict.is === 'deleted' ? null : verdict.copy, verdict.revision ?? (verdict.is === 'deleted' ? base : null));
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
      Object.assign(row, { state: 'parked', problem: verdict.problem, deleted: false });
  }
}

export function ask(row: EntryRow, item: OutboxItem, theirs: Copy): void {
  item.status = 'conflict';
  Object.assign(row, { state: 'conflict', theirs });
}

export interface Tally {
  waiting: number;
  held: number;
  parked: number;
  conflicts: number;
  /** By kind, how many are parked or in conflict. */
  undecided: Record<string, number>;
}

/** Entries, not items: an edit behind what is being sent is the same entry. */
export async function tally(tx: Reading): Promise<Tally> {
  const order = tx.objectStore('outbox').index('order');
  const within = (status: OutboxItem['status']): IDBKeyRange => IDBKeyRange.bound([status], [status, []]);
  const count = (status: OutboxItem['status']): Promise<number> => order.count(within(status));
  let waiting = await count('waiting');
  for (const item of await order.getAll(within('sending'))) {
    if ((await itemsOf(tx, [item.kind, item.id])).every((other) => other.status !== 'waiting')) waiting += 1;
  }
  const undecided: Record<string, number> = {};
  for (const { kind } of [...await order.getAll(within('parked')), ...await order.getAll(within('conflict'))]) {
    undecided[kind] = (undecided[kind] ?? 0) + 1;
  }
  return {
    waiting, held: await count('held'), parked: await count('parked'), conflicts: await count('conflict'),
    undecided,
  };
}
