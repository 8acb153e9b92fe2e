/** Tries at the lock: they are counted, and after several wrong ones each has to wait. */
import { equal } from '../../logic/equal';
import { lockOf, type Database, type Writing } from '../database/database';
import { change, stillThere, type Known } from './lock-row';
import { StorageFailed, WrongSecret } from '../outcome';
import type { LockRow } from '../database/rows';

export const NEVER = { times: 0, at: 0 };
/** After so many wrong ones in a row each further one has to wait, longer each time. */
const FREE = 5;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 15 * 60_000;

/** A passkey can't be guessed. */
function left({ way, wrong: { times, at } }: LockRow, now: number): number {
  if (way === 'passkey' || times < FREE) return 0;
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (times - FREE));
  return Math.max(0, at + wait - now);
}

/** Milliseconds until the next try. */
export async function waitLeft(database: Database, now: number): Promise<number> {
  const row = await database.read(lockOf);
  if (!row) return 0;
  if (row.wrong.at <= now) return left(row, now);
  return left(await unlessFull(database.write((tx) => inTime(tx, row, now)), () => row), now);
}

/** Where the clock was set back, the wait begins anew, in full and once: else it would last until the clock is there again. */
async function inTime(tx: Writing, known: Pick<Known, 'id'>, now: number): Promise<LockRow> {
  const row = await stillThere(tx, known);
  if (row.wrong.at <= now) return row;
  const anew = { ...row, wrong: { ...row.wrong, at: now } };
  await tx.objectStore('lock').put(anew, 'lock');
  return anew;
}

/** It isn't time for a further try yet: nothing was tried, and nothing is counted. */
export class TooSoon extends Error {
  override name = 'TooSoon';
}

/** Written down before it is tried: closing the app takes nothing back, and tries at once in several tabs are as many. */
export async function counted<T>(database: Database, row: LockRow, now: number, attempt: () => Promise<T>): Promise<T> {
  const { before, wrong } = await unlessFull(database.write((tx) => countIn(tx, row, now)), () => uncounted(row, now));
  if (!wrong) throw new TooSoon('There were several wrong ones.');
  const result = await attempt().catch(async (cause: unknown) => {
    if (!(cause instanceof WrongSecret)) await giveBack(database, row, before, wrong).catch(() => {}); // it stays counted
    throw cause;
  });
  await unlessFull(change(database, row, { wrong: NEVER }), () => {});
  return result;
}

/** A phone that can't write any more still opens to what is right: nobody is kept from their own words by a full disk. */
async function unlessFull<T>(writing: Promise<T>, instead: () => T): Promise<T> {
  return writing.catch((cause: unknown) => {
    if (cause instanceof StorageFailed) return instead();
    throw cause;
  });
}

type Wrong = LockRow['wrong'];

/** What was counted before a try, and with it; `wrong` is null where it isn't time. */
interface Counted {
  before: Wrong;
  wrong: Wrong | null;
}

const uncounted = (row: LockRow, now: number): Counted =>
  ({ before: row.wrong, wrong: left(row, now) > 0 ? null : row.wrong });

async function countIn(tx: Writing, known: Pick<Known, 'id'>, now: number): Promise<Counted> {
  const row = await inTime(tx, known, now);
  const { wrong: before } = row;
  if (left(row, now) > 0) return { before, wrong: null };
  const wrong = { times: before.times + 1, at: now };
  await tx.objectStore('lock').put({ ...row, wrong }, 'lock');
  return { before, wrong };
}

/** What failed by itself told nothing of the secret. Where somebody has tried meanwhile, all stays counted. */
const giveBack = (database: Database, known: Pick<Known, 'id'>, before: Wrong, wrong: Wrong): Promise<void> =>
  database.write(async (tx) => {
    const row = await stillThere(tx, known);
    if (equal(row.wrong, wrong)) await tx.objectStore('lock').put({ ...row, wrong: before }, 'lock');
  });
