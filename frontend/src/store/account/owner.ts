/**
 * Whose the entries on this phone are, and what going away from them would lose. The screens show the owner's, and beside
 * them what is nobody's; what is another account's lies aside (aside.ts).
 */
import { bringBack, clearAside, isAnything, others, parted, putAll, removeAll, rowsHere, setAside, type Rows } from './aside';
import { metaOf, NOBODY, setMeta, type Reading, type Writing } from '../database/database';
import { hasDrafts } from '../entries/drafts';
import { clearWorkerRows } from '../sync/worker-row';
import type { OutboxItem } from '../database/rows';
import type { Account } from '../types';

/** What is kept but not sent; or, where all of that is sent, words that nobody has kept yet. */
export type Open = 'unsent' | 'draft';

/** The phone becomes this account's. What is nobody's goes to it only once the person says so. */
export async function meet(tx: Writing, account: Account): Promise<void> {
  const { owner } = await metaOf(tx);
  if (owner !== account.username) await changeHands(tx, owner, account.username);
  await setMeta(tx, { account, entering: false });
}

async function changeHands(tx: Writing, from: string | null, to: string): Promise<void> {
  const unclaimed = from === null ? await rowsHere(tx) : await setOwnAside(tx, from);
  await putAll(tx, nobodys(unclaimed, true));
  await bringBack(tx, null);
  await bringBack(tx, to);
  const left = await tx.objectStore('asideMeta').get(to);
  await tx.objectStore('asideMeta').delete(to);
  const apart = isAnything(await others(tx));
  await tx.objectStore('meta').put({ ...NOBODY, ...left, owner: to, undecided: true, apart }, 'meta');
}

/** Answers what is nobody's, and stays. */
async function setOwnAside(tx: Writing, owner: string): Promise<Rows> {
  const { own, unclaimed } = parted(await rowsHere(tx));
  const { epoch, cursor } = await metaOf(tx);
  await clearWorkerRows(tx);
  if (isNothing(own)) {
    await removeAll(tx, own);
    return unclaimed;
  }
  await setAside(tx, owner, own);
  await tx.objectStore('asideMeta').put({ epoch, cursor }, owner);
  return unclaimed;
}

/** Of an account that has let go of everything, not even the name stays. */
const isNothing = ({ entries, outbox, drafts }: Rows): boolean =>
  entries.every(({ deleted }) => deleted) && outbox.length + drafts.length === 0;

/** The same rows, beside an owner's or alone on the phone, without what an account's server holds under their ids. */
function nobodys({ entries, outbox, drafts }: Rows, beside: boolean): Rows {
  const status: OutboxItem['status'] = beside ? 'unclaimed' : 'waiting';
  return {
    entries: entries.map(({ theirs: _theirs, ...row }) => row),
    outbox: outbox.map((item) => ({ ...item, status })),
    drafts: drafts.map(({ name, words }) => ({ name, words, ...(beside && { unclaimed: true }) })),
  };
}

const isUnsent = async (tx: Reading | Writing): Promise<boolean> => {
  const order = tx.objectStore('outbox').index('order');
  return await order.count() > await order.count(IDBKeyRange.bound(['unclaimed'], ['unclaimed', []]));
};

/** What clearing the phone of its owner's would lose; null where there is nothing. */
export async function whatIsOpen(tx: Reading | Writing): Promise<Open | null> {
  if ((await metaOf(tx)).owner === null) return null;
  if (await isUnsent(tx)) return 'unsent';
  return await hasDrafts(tx) ? 'draft' : null;
}

/** What was kept or written in the meantime, if anything. What isn't the owner's stays where it is. */
export async function depart(tx: Writing, discardUnsent: boolean): Promise<Open | null> {
  const open = discardUnsent ? null : await whatIsOpen(tx);
  if (open) return open;
  await ((await metaOf(tx)).owner === null ? setMeta(tx, { account: null }) : clearOwn(tx));
  return null;
}

/** What is nobody's goes only where nobody is the owner. The lock goes once it keeps nothing closed any more. */
export async function clearOwn(tx: Writing): Promise<void> {
  const here = await rowsHere(tx);
  const { own, unclaimed } = (await metaOf(tx)).owner === null ? { own: here, unclaimed: null } : parted(here);
  await removeAll(tx, own);
  if (unclaimed) await putAll(tx, nobodys(unclaimed, false));
  await bringBack(tx, null);
  await begin(tx);
  if (!isAnything(await others(tx)) && await isEmpty(tx)) await tx.objectStore('lock').clear();
}

const isEmpty = async (tx: Writing): Promise<boolean> =>
  await tx.objectStore('entries').count() + await tx.objectStore('drafts').count() === 0;

/** Everybody's and nobody's, and the lock. */
export async function clearAll(tx: Writing): Promise<void> {
  await removeAll(tx, await rowsHere(tx));
  await clearAside(tx);
  await begin(tx);
  await tx.objectStore('lock').clear();
}

async function begin(tx: Writing): Promise<void> {
  await tx.objectStore('meta').put({ ...NOBODY }, 'meta');
  await clearWorkerRows(tx);
}
