/** Which days have entries. Reads only the index, so it stays fast however many there are. */
import type { Database, Reading } from '../database/database';
import { datedKinds } from '../../kinds/kinds';
import type { DatedKind } from '../types';

/** Sorts before any date; deleted entries have ''. */
const FIRST = '0';

export interface Extent {
  /** How many entries of each kind. */
  counts: Record<DatedKind, number>;
  /** The local dates of the earliest and the latest entry of any kind; null when there is none. */
  first: string | null;
  last: string | null;
}

export interface Beside {
  before: string | null;
  after: string | null;
}

type Way = 'next' | 'prev';

const all = (kind: string): IDBKeyRange => IDBKeyRange.bound([kind, FIRST], [kind, []]);

async function dateIn(tx: Reading, within: IDBKeyRange, way: Way): Promise<string | null> {
  const cursor = await tx.objectStore('entries').index('date').openKeyCursor(within, way);
  return cursor?.key[1] ?? null;
}

/** The earliest or the latest date of any kind. */
async function edge(tx: Reading, within: (kind: string) => IDBKeyRange, way: Way, which: 'first' | 'last'): Promise<string | null> {
  const dates = await Promise.all(datedKinds.map((kind) => dateIn(tx, within(kind), way)));
  return dates.filter((date) => date !== null).sort().at(which === 'first' ? 0 : -1) ?? null;
}

export function extent(database: Database): Promise<Extent> {
  return database.read(async (tx) => {
    const count = (kind: DatedKind): Promise<number> => tx.objectStore('entries').index('date').count(all(kind));
    const counts = await Promise.all(datedKinds.map(async (kind) => [kind, await count(kind)] as const));
    return {
      counts: Object.fromEntries(counts) as Extent['counts'],
      first: await edge(tx, all, 'next', 'first'), last: await edge(tx, all, 'prev', 'last'),
    };
  });
}

/** Whether there is any practice: called every time Now is shown. */
export const hasPractices = (database: Database): Promise<boolean> =>
  database.read(async (tx) => (await dateIn(tx, all('practices'), 'next')) !== null);

/** The nearest days before and after a local date that have entries. */
export function beside(database: Database, date: string): Promise<Beside> {
  const earlier = (kind: string): IDBKeyRange => IDBKeyRange.bound([kind, FIRST], [kind, date], false, true);
  const later = (kind: string): IDBKeyRange => IDBKeyRange.bound([kind, date], [kind, []], true, false);
  return database.read(async (tx) => ({
    before: await edge(tx, earlier, 'prev', 'last'),
    after: await edge(tx, later, 'next', 'first'),
  }));
}
