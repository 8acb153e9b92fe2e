/** On which days there are check-ins: by the index alone, however many there are. */
import type { Database, Reading } from './database';

const KIND = 'check-ins';
/** Before any date; what is let go has ''. */
const FIRST = '0';

export interface Extent {
  /** How many check-ins there are. */
  count: number;
  /** The local dates of the earliest and of the latest; null when there is none. */
  first: string | null;
  last: string | null;
}

export interface Beside {
  before: string | null;
  after: string | null;
}

type Way = 'next' | 'prev';

async function dateIn(tx: Reading, within: IDBKeyRange, way: Way): Promise<string | null> {
  const cursor = await tx.objectStore('entries').index('date').openKeyCursor(within, way);
  return cursor?.key[1] ?? null;
}

export function extent(database: Database): Promise<Extent> {
  const all = IDBKeyRange.bound([KIND, FIRST], [KIND, []]);
  return database.read(async (tx) => ({
    count: await tx.objectStore('entries').index('date').count(all),
    first: await dateIn(tx, all, 'next'),
    last: await dateIn(tx, all, 'prev'),
  }));
}

/** The nearest days before and after a local date that have check-ins. */
export function beside(database: Database, date: string): Promise<Beside> {
  const earlier = IDBKeyRange.bound([KIND, FIRST], [KIND, date], false, true);
  const later = IDBKeyRange.bound([KIND, date], [KIND, []], true, false);
  return database.read(async (tx) => ({
    before: await dateIn(tx, earlier, 'prev'),
    after: await dateIn(tx, later, 'next'),
  }));
}
