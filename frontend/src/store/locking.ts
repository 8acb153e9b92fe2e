/** Putting a lock on, opening it, changing what opens it, taking it off. */
import { uuid7 } from '../logic/uuid7';
import { lockOf, type Database } from './database';
import type { Lock } from './lock';
import { WrongSecret } from './outcome';
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
export function waitLeft({ way, wrong: { times, at } }: LockRow, now: number): number {
  if (way === 'passkey' || times < FREE) return 0;
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (times - FREE));
  return Math.min(wait, Math.max(0, at + wait - now)); // a clock that was set back doesn't lock anyone out
}

const NEVER = { times: 0, at: 0 };
const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const change = (database: Database, by: Partial<LockRow>): Promise<void> =>
  database.write(async (tx) => {
    await tx.objectStore('lock').put({ ...(await lockOf(tx))!, ...by }, 'lock');
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
    await tx.objectStore('lock').put(row, 'lock');
  });
  await lock.follow();
  await unlock(database, lock, choice.secret, 0);
}

/** Rejects with `WrongSecret`. The screen has waited as long as `waitLeft` says. */
export async function unlock(database: Database, lock: Lock, secret: Secret, now: number): Promise<void> {
  const row = (await database.read(lockOf))!;
  const data = await counted(database, row, now, () => unwrapped(row, secret));
  const keys = await keysOf(row, data);
  await lock.open(keys, base64url(await passOf(row, keys)));
}

/** Written down before it is said, so that closing the app takes nothing back. */
async function counted<T>(database: Database, row: LockRow, now: number, attempt: () => Promise<T>): Promise<T> {
  try {
    const result = await attempt();
    if (row.wrong.times) await change(database, { wrong: NEVER });
    return result;
  } catch (cause) {
    if (cause instanceof WrongSecret) await change(database, { wrong: { times: row.wrong.times + 1, at: now } });
    throw cause;
  }
}

/** What is sealed stays as it is: only its key is wrapped anew. Rejects with `WrongSecret`. */
export async function renew(database: Database, lock: Lock, secret: Secret, choice: Choice, now: number): Promise<void> {
  const row = (await database.read(lockOf))!;
  const data = await counted(database, row, now, () => unwrapped(row, secret, true));
  await change(database, await madeOf(choice, data));
  await lock.follow();
}

/** Rejects with `WrongSecret`. */
export async function prove(database: Database, secret: Secret, now: number): Promise<void> {
  const row = (await database.read(lockOf))!;
  await counted(database, row, now, () => unwrapped(row, secret));
}

export async function setMinutes(database: Database, lock: Lock, minutes: number): Promise<void> {
  await change(database, { minutes });
  await lock.follow();
}

/** From now on nothing is sealed; `finish` opens what is. */
export async function beginToEnd(database: Database, lock: Lock): Promise<void> {
  await change(database, { stage: 'ending' });
  await lock.follow();
}

/** What was begun: everything sealed and the lock on, or everything opened and the lock gone. False where nothing was. */
export async function finish(database: Database, lock: Lock): Promise<boolean> {
  const stage = lock.held().row?.stage;
  if (!stage || stage === 'on') return false;
  const sealing = stage === 'sealing';
  for (let done = false; !done;) {
    await turnAll(database, sealing);
    done = await database.write(async (tx) => {
      if (!(await isTurned(tx, sealing))) return false; // another tab has kept something meanwhile
      const table = tx.objectStore('lock');
      await (sealing ? table.put({ ...(await lockOf(tx))!, stage: 'on' }, 'lock') : table.delete('lock'));
      return true;
    });
  }
  await lock.follow();
  return true;
}
