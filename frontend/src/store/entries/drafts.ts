/** Drafts: text being written, which survives closing the app and is deleted when it is kept as an entry. */
import { kindOfDraft } from '../../kinds/drafts';
import { isOwnHelp, linesIn, type NamedLine } from '../../logic/own-help';
import { unlessLocked, type Codec } from '../database/codec';
import type { Database, Reading, Writing } from '../database/database';
import type { DraftRow } from '../database/rows';

export interface Draft {
  name: string;
  /** The kind of entry that it will be; a later version may have stored kinds that this one doesn't know. */
  kind: string;
  text: string;
}

const opened = async ({ open }: Codec, { name, words }: DraftRow): Promise<Draft> =>
  ({ name, kind: kindOfDraft(name), text: (await open<{ text: string }>(words)).text });

/** Without the lines of the list for "Too much", which aren't begun, but kept here. */
export async function drafts(database: Database): Promise<Draft[]> {
  const rows = (await database.read((tx) => tx.objectStore('drafts').getAll())).filter((row) => !isOwnHelp(row));
  const found = await Promise.all(rows.map((row) => unlessLocked(opened(database.codec, row))));
  return found.filter((one) => one !== undefined);
}

/** The list for "Too much"; null if a lock keeps a line closed. */
export async function ownHelp(database: Database): Promise<NamedLine[] | null> {
  const rows = (await database.read((tx) => tx.objectStore('drafts').getAll())).filter(isOwnHelp);
  const found = await Promise.all(rows.map((row) => unlessLocked(opened(database.codec, row))));
  return found.includes(undefined) ? null : linesIn(found as Draft[]);
}

export async function draft(database: Database, name: string): Promise<string | null> {
  const row = await database.read((tx) => tx.objectStore('drafts').get(name));
  return (row && (await unlessLocked(opened(database.codec, row)))?.text) ?? null;
}

/**
 * Saves a draft; blank text deletes it. Also called while the app closes: the transaction is committed at once, since
 * nobody is left to await its requests. The drafts named in `instead` are deleted in the same transaction. Returns whether
 * a draft has begun or ended.
 */
export async function setDraft(
  database: Database, name: string, text: string, instead: readonly string[] = [],
): Promise<boolean> {
  const ends = text.trim() === '';
  return database.writeSealed(({ seal }) => seal({ text }), async (tx, words) => {
    const table = tx.objectStore('drafts');
    const before = table.getKey(name);
    before.catch(() => {}); // awaited below, unless the next request throws
    const done = ends ? table.delete(name) : table.put({ name, words });
    const others = instead.map((one) => table.delete(one));
    tx.commit();
    await Promise.all([done, ...others]);
    return ((await before) !== undefined || others.length > 0) === ends;
  });
}

/** Only the owner's own drafts count. */
export const hasDrafts = async (tx: Reading | Writing): Promise<boolean> =>
  (await tx.objectStore('drafts').getAll()).some(({ unclaimed }) => !unclaimed);
