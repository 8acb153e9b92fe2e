/** Counts attempts to unlock, and makes each further one wait after several wrong ones. */
import { equal } from '../../logic/equal';
import { lockOf, type Database, type Writing } from '../database/database';
import { change, stillThere, type Known } from './lock-row';
import { StorageFailed, WrongSecret } from '../outcome';
import type { LockRow } from '../database/rows';

export const NEVER = { times: 0, at: 0 };
/** After this many wrong attempts in a row each further one has to wait, twice as long each time. */
const FREE = 5;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 15 * 60_000;

/** Milliseconds left to wait. A passkey can't be guessed, so it never waits. */
function remaining({ way, wrong: { times, at } }: LockRow, now: number): number {
  if (way === 'passkey' || times < FREE) return 0;
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (times - FREE));
  return Math.max(0, at + wait - now);
}

/** Milliseconds until the next attempt is allowed. */
export async function waitLeft(database: Database, now: number): Promise<number> {
  const row = await database.read(lockOf);
  if (!row) return 0;
  if (row.wrong.at <= now) return remaining(row, now);
  return remaining(await unlessFull(database.write((tx) => withValidClock(tx, row, now)), () => row), now);
}

/** If the clock was set back, the full wait starts again once; otherwise it would last until the clock caught up. */
async function withValidClock(tx: Writing, known: Pick<Known, 'id'>, now: number): Promise<LockRow> {
  const row = await stillThere(tx, known);
  if (row.wrong.at <= now) return row;
  const anew = { ...row, wrong: { ...row.wrong, at: now } };
  await tx.objectStore('lock').put(anew, 'lock');
  return anew;
}

/** The next attempt isn't allowed yet: nothing was tried or counted. */
export class TooSoon extends Error {
  override name = 'TooSoon';
}

/**
 * Counts the attempt before making it, so that closing the app doesn't reset the count and attempts in several tabs all
 * count.
 */
export async function countAttempt<T>(database: Database, row: LockRow, now: number, attempt: () => Promise<T>): Promise<T> {
  const { before, wrong } = await unlessFull(database.write((tx) => countIn(tx, row, now)), () => uncounted(row, now));
  if (!wrong) throw new TooSoon('Too many wrong attempts.');
  const result = await attempt().catch(async (cause: unknown) => {
    if (!(cause instanceof WrongSecret)) await uncount(database, row, before, wrong).catch(() => {}); // if this fails, the attempt stays counted
    throw cause;
  });
  await unlessFull(change(database, row, { wrong: NEVER }), () => {});
  return result;
}

/** On a full disk the right secret still unlocks: nobody is kept from their own words. */
async function unlessFull<T>(writing: Promise<T>, instead: () => T): Promise<T> {
  return writing.catch((cause: unknown) => {
    if (cause instanceof StorageFailed) return instead();
    throw cause;
  });
}

type Wrong = LockRow['wrong'];

/** The count before the attempt, and with it; `wrong` is null while the next one isn't allowed. */
interface Counted {
  before: Wrong;
  wrong: Wrong | null;
}

const uncounted = (row: LockRow, now: number): Counted =>
  ({ before: row.wrong, wrong: remaining(row, now) > 0 ? null : row.wrong });

async function countIn(tx: Writing, known: Pick<Known, 'id'>, now: number): Promise<Counted> {
  const row = await withValidClock(tx, known, now);
  const { wrong: before } = row;
  if (remaining(row, now) > 0) return { before, wrong: null };
  const wrong = { times: before.times + 1, at: now };
  await tx.objectStore('lock').put({ ...row, wrong }, 'lock');
  return { before, wrong };
}

/**
 * An error other than a wrong secret revealed nothing, so it isn't counted. If another attempt was made meanwhile, both
 * stay counted.
 */
const uncount = (database: Database, known: Pick<Known, 'id'>, before: Wrong, wrong: Wrong): Promise<void> =>
  database.write(async (tx) => {
    const row = await stillThere(tx, known);
    if (equal(row.wrong, wrong)) await tx.objectStore('lock').put({ ...row, wrong: before }, 'lock');
  });
