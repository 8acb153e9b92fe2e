/** Counts the outbox for the screens. */
import { itemsOf, type Reading } from '../database/database';
import type { Meta, OutboxItem } from '../database/rows';
import { TAPPED } from '../../logic/tapped-prefix';

/** Only the owner's own session may sync. Checked in each transaction, since another tab may have changed the owner. */
export const canSync = ({ owner, account, entering }: Meta): boolean =>
  owner !== null && account?.username === owner && !entering;

export interface OutboxCounts {
  waiting: number;
  held: number;
  unclaimed: number;
  unsent: number;
  parked: number;
  conflicts: number;
  /** How many check-ins from notifications their owner hasn't seen yet. */
  tapped: number;
  /** By kind, how many are parked or in conflict. */
  undecided: Record<string, number>;
}

/** Counts entries, not items: an edit queued behind one being sent is the same entry. */
export async function countOutbox(tx: Reading): Promise<OutboxCounts> {
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
  const [held, unclaimed, parked, conflicts] = [await count('held'), await count('unclaimed'), await count('parked'), await count('conflict')];
  const tapped = await tx.objectStore('drafts').count(IDBKeyRange.bound(TAPPED, `${TAPPED}~`));
  return { tapped, waiting, held: held + unclaimed, unclaimed, unsent: waiting + held + parked + conflicts, parked, conflicts, undecided };
}
