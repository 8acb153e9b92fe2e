/** Putting a lock on, opening it, changing what opens it, taking it off. */
import { equal } from '../logic/equal';
import { uuid7 } from '../logic/uuid7';
import { LockChanged, lockOf, type Database, type Writing } from './database';
import type { Lock } from './lock';
import { StorageFailed, WrongSecret } from './outcome';
import type { LockRow } from './rows';
import { isTurned, turnAll } from './turning';
import {
  keysOf, newInbox, newKey, passOf, passSealed, random, ROUNDS, unwrapped, wrapped, type Secret,
} from './vault';

/** What the person chose to open it with. */
export interface Choice {
  way: LockRow['way'];
  secret: Secret;
  /** With a passkey. */
  credential?: LockRow['credential'];
  salt?: LockRow['salt'];
}

/** After so many wrong ones in a row each further one has to wait, longer each time. */
const FREE = 5;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 15 * 60_000;

/** Milliseconds until the next try. A passkey can't be guessed. */
function left({ way, wrong: { times, at } }: LockRow, now: number): number {
  if (way === 'passkey' || times < FREE) return 0;
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (times - FREE));
  return Math.max(0, at + wait - now);
}

export async function waitLeft(database: Database, now: number): Promise<number> {
  const row = await database.read(lockOf);
  if (!row) return 0;
  return left(row.wrong.at > now ? await unlessFull(database.write((tx) => inTime(tx, row, now)), () => row) : row, now);
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

const NEVER = { times: 0, at: 0 };
const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** The lock as this tab knows it. */
type Known = Pick<LockRow, 'id' | 'stage'>;

async function stillThere(tx: Writing, { id }: Pick<Known, 'id'>): Promise<LockRow> {
  const row = await lockOf(tx);
  if (row?.id !== id) throw new LockChanged('Another tab has changed the lock.');
  return row;
}

const change = (database: Database, known: Pick<Known, 'id'>, by: Partial<LockRow>): Promise<void> =>
  database.write(async (tx) => {
    await tx.objectStore('lock').put({ ...(await stillThere(tx, known)), ...by }, 'lock');
  });

async function madeOf({ way, secret, credential = null, salt = random(32) }: Choice, data: CryptoKey) {
  const how = { salt, rounds: typeof secret === 'string' ? ROUNDS : 0 };
  return { ...how, way, credential, key: await wrapped(data, secret, how), wrong: NEVER };
}

/** The lock is there with the first write; what was here before is sealed after it, and at the next opening if the app ends. */
export async function putOn(database: Database, lock: Lock, choice: Choice, minutes: number): Promise<void> {
  const data = await newKey();
  const row: LockRow = {
    id: uuid7(), stage: 'sealing', minutes, ...(await madeOf(choice, data)),
    inbox: await newInbox(data), pass: await passSealed(data, random(32)),
  };
  await database.write(async (tx) => {
    if (await lockOf(tx)) throw new LockChanged('Another tab has put one on.');
    await tx.objectStore('lock').put(row, 'lock');
  });
  await lock.follow();
  await openBy(lock, row, await unwrapped(row, choice.secret));
}

/** Rejects with `WrongSecret`, or with `TooSoon`, as all that asks for the secret does. */
export async function unlock(database: Database, lock: Lock, secret: Secret, now: number): Promise<void> {
  const row = (await database.read(lockOf))!;
  await openBy(lock, row, await counted(database, row, now, () => unwrapped(row, secret)));
}

async function openBy(lock: Lock, row: LockRow, data: CryptoKey): Promise<void> {
  const keys = await keysOf(row, data);
  await lock.open(keys, base64url(await passOf(row, keys)));
}

/** Written down before it is tried: closing the app takes nothing back, and tries at once in several tabs are as many. */
async function counted<T>(database: Database, row: LockRow, now: number, attempt: () => Promise<T>): Promise<T> {
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

/** What is sealed stays as it is: only its key is wrapped anew. Rejects with `WrongSecret`. */
export async function renew(database: Database, lock: Lock, secret: Secret, choice: Choice, now: number): Promise<void> {
  const row = (await database.read(lockOf))!;
  const data = await counted(database, row, now, () => unwrapped(row, secret, true));
  await change(database, row, await madeOf(choice, data));
  await lock.follow();
}

/** Rejects with `WrongSecret`. */
export async function prove(database: Database, secret: Secret, now: number): Promise<void> {
  const row = (await database.read(lockOf))!;
  await counted(database, row, now, () => unwrapped(row, secret));
}

export async function setMinutes(database: Database, lock: Lock, minutes: number): Promise<void> {
  await change(database, lock.held().row!, { minutes });
  await lock.follow();
}

/** From now on nothing is sealed; `finish` opens what is. */
export async function beginToEnd(database: Database, lock: Lock): Promise<void> {
  await change(database, lock.held().row!, { stage: 'ending' });
  await lock.follow();
}

/** What was begun: everything sealed and the lock on, or everything opened and the lock gone. False where nothing was. */
export async function finish(database: Database, lock: Lock): Promise<boolean> {
  const { row } = lock.held();
  if (!row || row.stage === 'on') return false;
  const ended = await turnedWhole(database, row).catch((cause: unknown) => {
    if (cause instanceof LockChanged) return false; // another tab has ended it, or begun something else
    throw cause;
  });
  await lock.follow();
  return ended;
}

async function turnedWhole(database: Database, row: Known): Promise<true> {
  const turning = { lock: row.id, sealing: row.stage === 'sealing' };
  for (;;) {
    await turnAll(database, turning);
    if (await database.write((tx) => ended(tx, row))) return true; // else another tab has kept something meanwhile
  }
}

async function ended(tx: Writing, known: Known): Promise<boolean> {
  const row = await stillThere(tx, known);
  if (row.stage !== known.stage) throw new LockChanged('Another tab has begun something else.');
  const sealing = row.stage === 'sealing';
  if (!(await isTurned(tx, sealing))) return false;
  const table = tx.objectStore('lock');
  await (sealing ? table.put({ ...row, stage: 'on' }, 'lock') : table.delete('lock'));
  return true;
}
