/** Whose the entries on this phone are, and what going away from them would lose. */
import { metaOf, NOBODY, setMeta, type Reading, type Writing } from './database';
import { hasDrafts } from './drafts';
import { clearErrands } from './errand';
import type { Account } from './types';

/** What is kept but not sent; or, where all of that is sent, words that nobody has kept yet. */
export type Open = 'unsent' | 'draft';

/** Entries that are nobody's are asked about; a phone without entries simply becomes this account's. */
export async function meet(tx: Writing, account: Account): Promise<void> {
  const { owner } = await metaOf(tx);
  const another = owner !== null && owner !== account.username;
  const free = await isEmpty(tx) && !(another && await hasDrafts(tx));
  if (another && free) await clear(tx);
  await setMeta(tx, { account, ...(free && { owner: account.username }) });
}

const isOwn = ({ owner, account }: { owner: string | null; account: Account | null }): boolean =>
  owner !== null && (account === null || account.username === owner);

const isUnsent = async (tx: Reading | Writing): Promise<boolean> => await tx.objectStore('outbox').count() > 0;

/** What clearing the phone of its own account would lose; null where there is nothing. */
export async function whatIsOpen(tx: Reading | Writing): Promise<Open | null> {
  if (!isOwn(await metaOf(tx))) return null;
  if (await isUnsent(tx)) return 'unsent';
  return await hasDrafts(tx) ? 'draft' : null;
}

/** Looks no further than the first entry: this is asked at every start, however many there are. */
async function isEmpty(tx: Writing): Promise<boolean> {
  let at = await tx.objectStore('entries').openCursor();
  while (at?.value.deleted) at = await at.continue();
  return at === null && !(await isUnsent(tx));
}

/** What was kept or written in the meantime, if anything. Another account's entries, and nobody's, stay where they are. */
export async function depart(tx: Writing, discardUnsent: boolean): Promise<Open | null> {
  const open = discardUnsent ? null : await whatIsOpen(tx);
  if (open) return open;
  await (discardUnsent || isOwn(await metaOf(tx)) ? clearAll(tx) : setMeta(tx, { account: null }));
  return null;
}

export async function clearAll(tx: Writing): Promise<void> {
  await clear(tx);
  await tx.objectStore('lock').clear();
}

async function clear(tx: Writing): Promise<void> {
  await tx.objectStore('entries').clear();
  await tx.objectStore('outbox').clear();
  await tx.objectStore('drafts').clear();
  await tx.objectStore('meta').put({ ...NOBODY }, 'meta');
  await clearErrands(tx);
}
