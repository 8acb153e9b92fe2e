/** Putting a lock on, opening it, changing what opens it, taking it off. */
import { uuid7 } from '../../logic/uuid7';
import { textOf } from '../../push/key';
import { digestOf } from './binding';
import { LockChanged, lockOf, type Database, type Writing } from '../database/database';
import type { Lock } from './lock';
import { change, stillThere, type Known } from './lock-row';
import type { LockRow } from '../database/rows';
import { counted, NEVER } from './attempts';
import { isResealed, resealAll } from './reseal';
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

async function madeOf({ way, secret, credential = null, salt = random(32) }: Choice, data: CryptoKey) {
  const how = { salt, rounds: typeof secret === 'string' ? ROUNDS : 0 };
  return { ...how, way, credential, key: await wrapped(data, secret, how), wrong: NEVER };
}

/** The lock is there with the first write; what was here before is sealed after it, and at the next opening if the app ends. */
export async function putOn(database: Database, lock: Lock, choice: Choice, minutes: number): Promise<void> {
  const data = await newKey();
  const pass = random(32);
  const row: LockRow = {
    id: uuid7(), stage: 'sealing', minutes, ...(await madeOf(choice, data)),
    inbox: await newInbox(data), pass: await passSealed(data, pass),
    digest: await digestOf(textOf(pass.buffer)), bound: false,
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
  await lock.open(keys, textOf((await passOf(row, keys)).buffer));
}

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
  const resealing = { lock: row.id, sealing: row.stage === 'sealing' };
  for (;;) {
    await resealAll(database, resealing);
    if (await database.write((tx) => ended(tx, row))) return true; // else another tab has kept something meanwhile
  }
}

async function ended(tx: Writing, known: Known): Promise<boolean> {
  const row = await stillThere(tx, known);
  if (row.stage !== known.stage) throw new LockChanged('Another tab has begun something else.');
  const sealing = row.stage === 'sealing';
  if (!(await isResealed(tx, sealing))) return false;
  const table = tx.objectStore('lock');
  await (sealing ? table.put({ ...row, stage: 'on' }, 'lock') : table.delete('lock'));
  return true;
}
