/** Reads and changes the lock's row, unless another tab has replaced the lock. */
import { LockChanged, lockOf, type Database, type Writing } from '../database/database';
import type { LockRow } from '../database/rows';

/** The lock as this tab knows it. */
export type Known = Pick<LockRow, 'id' | 'stage'>;

export async function stillThere(tx: Writing, { id }: Pick<Known, 'id'>): Promise<LockRow> {
  const row = await lockOf(tx);
  if (row?.id !== id) throw new LockChanged('Another tab has changed the lock.');
  return row;
}

export const change = (database: Database, known: Pick<Known, 'id'>, by: Partial<LockRow>): Promise<void> =>
  database.write(async (tx) => {
    await tx.objectStore('lock').put({ ...(await stillThere(tx, known)), ...by }, 'lock');
  });
