/** What becomes of the owner's rows on this phone when the account was erased on another device. */
import { uuid7 } from '../../logic/uuid7';
import { EMPTY_META, metaOf, setMeta, type Writing } from '../database/database';
import type { EntryRow } from '../database/rows';
import { itemFor } from '../entries/entry';
import { clearWorkerRows } from '../sync/worker-row';
import { asUnclaimed, putAll, removeAll, rowsHere, splitByOwner } from './aside';

/** Remembers that the server said so. Not during a sign-in, whose session may be another account's. */
export async function markErased(tx: Writing): Promise<void> {
  const { owner, entering } = await metaOf(tx);
  if (owner !== null && !entering) await setMeta(tx, { erased: true });
}

/** Makes the owner's rows nobody's, as if they had been kept without an account. Unclaimed rows stay as they are. */
export async function releaseErased(tx: Writing): Promise<void> {
  const { own, unclaimed } = splitByOwner(await rowsHere(tx));
  await removeAll(tx, own);
  const entries = own.entries.flatMap(versionsOf);
  await putAll(tx, { entries, outbox: entries.map((row) => itemFor(row, 'put')), drafts: own.drafts });
  await putAll(tx, asUnclaimed(unclaimed, false));
  const { leftovers = false } = await metaOf(tx);
  await tx.objectStore('meta').put({ ...EMPTY_META, leftovers }, 'meta');
  await clearWorkerRows(tx);
}

/** The version of this phone, and one from elsewhere that wasn't settled yet, as a second entry. Nothing of a deletion. */
function versionsOf({ kind, id, data, date, deleted, theirs }: EntryRow): EntryRow[] {
  const row: EntryRow = { kind, id, data, date, state: 'kept', deleted: false };
  const own = deleted ? [] : [row];
  return theirs?.data ? [...own, { ...row, id: deleted ? id : uuid7(), data: theirs.data, date: theirs.date }] : own;
}
