/**
 * Who owns the entries on this phone, and what would be lost when the owner leaves. The screens show the owner's entries
 * and the unclaimed ones; other accounts' rows lie in the aside tables (aside.ts).
 */
import {
  asUnclaimed, bringBack, clearAside, hasAny, others, putAll, removeAll, removeUnclaimedAside, rowsHere, setAside, splitByOwner,
  type Rows,
} from './aside';
import { releaseErased } from './erased';
import { metaOf, EMPTY_META, setMeta, type Reading, type Writing } from '../database/database';
import { newLeftovers } from '../database/leftovers';
import { hasDrafts } from '../entries/drafts';
import { clearWorkerRows } from '../sync/worker-row';
import type { Account } from '../types';

/** What leaving would lose: entries not yet sent, or, where all are sent, a draft. */
export type UnsavedWork = 'unsent' | 'draft';

/** Makes this account the phone's owner. Unclaimed entries join it only once the person agrees. */
export async function takeOwnership(tx: Writing, account: Account): Promise<void> {
  if ((await metaOf(tx)).erased) await releaseErased(tx);
  const { owner } = await metaOf(tx);
  if (owner !== account.username) await switchOwner(tx, owner, account.username);
  await setMeta(tx, { account, entering: false });
}

async function switchOwner(tx: Writing, from: string | null, to: string): Promise<void> {
  const unclaimed = from === null ? await rowsHere(tx) : await setOwnAside(tx, from);
  await putAll(tx, asUnclaimed(unclaimed, true));
  await bringBack(tx, null);
  await bringBack(tx, to);
  const left = await tx.objectStore('asideMeta').get(to);
  await tx.objectStore('asideMeta').delete(to);
  const apart = hasAny(await others(tx));
  const { leftovers = false } = await metaOf(tx);
  await tx.objectStore('meta').put({ ...EMPTY_META, ...left, owner: to, undecided: true, apart, leftovers }, 'meta');
}

/** Moves the owner's rows aside and returns the unclaimed rows, which stay. */
async function setOwnAside(tx: Writing, owner: string): Promise<Rows> {
  const { own, unclaimed } = splitByOwner(await rowsHere(tx));
  const { epoch, cursor } = await metaOf(tx);
  await clearWorkerRows(tx);
  if (hasNothing(own)) {
    await removeAll(tx, own);
    return unclaimed;
  }
  await setAside(tx, owner, own);
  await tx.objectStore('asideMeta').put({ epoch, cursor }, owner);
  return unclaimed;
}

/** An account with nothing left here keeps no row in the aside tables, not even its name. */
const hasNothing = ({ entries, outbox, drafts }: Rows): boolean =>
  entries.every(({ deleted }) => deleted) && outbox.length + drafts.length === 0;

const isUnsent = async (tx: Reading | Writing): Promise<boolean> => {
  const order = tx.objectStore('outbox').index('order');
  return await order.count() > await order.count(IDBKeyRange.bound(['unclaimed'], ['unclaimed', []]));
};

/** What clearing the owner's rows would lose; null when nothing. */
export async function unsavedWork(tx: Reading | Writing): Promise<UnsavedWork | null> {
  if ((await metaOf(tx)).owner === null) return null;
  if (await isUnsent(tx)) return 'unsent';
  return await hasDrafts(tx) ? 'draft' : null;
}

/** Clears the owner's rows, or returns what would be lost. Rows that aren't the owner's stay. */
export async function releaseOwnership(tx: Writing, discardUnsent: boolean): Promise<UnsavedWork | null> {
  const open = discardUnsent ? null : await unsavedWork(tx);
  if (open) return open;
  await ((await metaOf(tx)).owner === null ? setMeta(tx, { account: null }) : clearOwn(tx));
  return null;
}

/**
 * Clears the owner's rows, or without an owner the unclaimed ones. Removes the lock once nothing is left for it to protect.
 */
export async function clearOwn(tx: Writing): Promise<void> {
  await ((await metaOf(tx)).owner === null ? clearUnclaimed(tx) : clearOwners(tx));
  await resetMeta(tx);
  if (!hasAny(await others(tx)) && await isEmpty(tx)) await tx.objectStore('lock').clear();
}

async function clearUnclaimed(tx: Writing): Promise<void> {
  await removeAll(tx, await rowsHere(tx));
  await removeUnclaimedAside(tx);
}

async function clearOwners(tx: Writing): Promise<void> {
  const { own, unclaimed } = splitByOwner(await rowsHere(tx));
  await removeAll(tx, own);
  await putAll(tx, asUnclaimed(unclaimed, false));
  await bringBack(tx, null);
}

const isEmpty = async (tx: Writing): Promise<boolean> =>
  await tx.objectStore('entries').count() + await tx.objectStore('drafts').count() === 0;

/** Clears every row of every owner, the unclaimed ones and the lock. */
export async function clearAll(tx: Writing): Promise<void> {
  await removeAll(tx, await rowsHere(tx));
  await clearAside(tx);
  await resetMeta(tx);
  await tx.objectStore('lock').clear();
}

async function resetMeta(tx: Writing): Promise<void> {
  await tx.objectStore('meta').put({ ...EMPTY_META, leftovers: newLeftovers() }, 'meta');
  await clearWorkerRows(tx);
}
