/** Puts the lock on, opens it, changes its secret, and takes it off. */
import { uuid7 } from '../../logic/uuid7';
import { textOf } from '../../push/key';
import { digestOf } from './binding';
import { LockChanged, lockOf, setMeta, type Database, type Writing } from '../database/database';
import { newLeftovers } from '../database/leftovers';
import { replaceDatabase } from '../database/moving';
import type { World } from '../world';
import type { Lock } from './lock';
import { change, stillThere, type Known } from './lock-row';
import type { LockRow } from '../database/rows';
import { countAttempt, NEVER } from './attempts';
import { isResealed, resealAll } from './reseal';
import {
  keysOf, newInbox, newKey, passOf, passSealed, random, ROUNDS, unwrapped, wrapped, type Keys, type Secret,
} from './vault';

/** How the person chose to open the lock. */
export interface Choice {
  way: LockRow['way'];
  secret: Secret;
  /** For a passkey only. */
  credential?: LockRow['credential'];
  salt?: LockRow['salt'];
}

async function wrappedBy({ way, secret, credential = null, salt = random(32) }: Choice, data: CryptoKey) {
  const how = { salt, rounds: typeof secret === 'string' ? ROUNDS : 0 };
  return { ...how, way, credential, key: await wrapped(data, secret, how), wrong: NEVER };
}

/**
 * The first write creates the lock; bodies stored earlier are sealed afterwards, or at the next unlocking if the app is
 * closed.
 */
export async function putOn(database: Database, lock: Lock, choice: Choice, minutes: number): Promise<void> {
  const data = await newKey();
  const pass = random(32);
  const row: LockRow = {
    id: uuid7(), stage: 'sealing', minutes, ...(await wrappedBy(choice, data)),
    inbox: await newInbox(data), pass: await passSealed(data, pass),
    digest: await digestOf(textOf(pass.buffer)), bound: false,
  };
  lock.prepare({ id: row.id, ...(await openedBy(row, await unwrapped(row, choice.secret))) });
  await database.write(async (tx) => {
    if (await lockOf(tx)) throw new LockChanged('Another tab has put a lock on.');
    await tx.objectStore('lock').put(row, 'lock');
  });
  await lock.reload();
}

/** Rejects with `WrongSecret` or `TooSoon`, like every function here that takes the secret. */
export async function unlock(database: Database, lock: Lock, secret: Secret, now: number): Promise<void> {
  const row = (await database.read(lockOf))!;
  const { keys, pass } = await openedBy(row, await countAttempt(database, row, now, () => unwrapped(row, secret)));
  await lock.open(keys, pass);
}

async function openedBy(row: LockRow, data: CryptoKey): Promise<{ keys: Keys; pass: string }> {
  const keys = await keysOf(row, data);
  return { keys, pass: textOf((await passOf(row, keys)).buffer) };
}

/** Bodies stay sealed as they are: only their key is wrapped again. Rejects with `WrongSecret`. */
export async function renew(database: Database, lock: Lock, secret: Secret, choice: Choice, now: number): Promise<void> {
  const row = (await database.read(lockOf))!;
  const data = await countAttempt(database, row, now, () => unwrapped(row, secret, true));
  const renewed = await wrappedBy(choice, data);
  await database.write(async (tx) => {
    await tx.objectStore('lock').put({ ...(await stillThere(tx, row)), ...renewed }, 'lock');
    await setMeta(tx, { leftovers: newLeftovers() }); // the old secret still opens the old row
  });
  await lock.reload();
}

/** Rejects with `WrongSecret`. */
export async function prove(database: Database, secret: Secret, now: number): Promise<void> {
  const row = (await database.read(lockOf))!;
  await countAttempt(database, row, now, () => unwrapped(row, secret));
}

export async function setMinutes(database: Database, lock: Lock, minutes: number): Promise<void> {
  await change(database, lock.current().row!, { minutes });
  await lock.reload();
}

/** From now on new bodies aren't sealed; `finish` opens the rest. */
export async function startRemoval(database: Database, lock: Lock): Promise<void> {
  await change(database, lock.current().row!, { stage: 'ending' });
  await lock.reload();
}

/**
 * Finishes what was begun: seals everything and sets the lock `on`, or opens everything and deletes the lock. False when
 * there was nothing to finish.
 */
export async function finish(world: World, database: Database, lock: Lock): Promise<boolean> {
  const { row } = lock.current();
  if (!row || row.stage === 'on') return false;
  const finished = await resealUntilDone(world, database, row).catch((cause: unknown) => {
    if (cause instanceof LockChanged) return false; // another tab has finished it, or changed the lock again
    throw cause;
  });
  await lock.reload();
  return finished;
}

async function resealUntilDone(world: World, database: Database, row: Known): Promise<true> {
  const resealing = { lock: row.id, sealing: row.stage === 'sealing' };
  for (;;) {
    await resealAll(database, resealing);
    await replaceDatabase(world, database, async (tx) => (await lockOf(tx))?.stage === 'sealing'); // the old one's files are still in clear
    if (await database.write((tx) => completeStage(tx, row))) return true; // otherwise another tab has written something meanwhile
  }
}

async function completeStage(tx: Writing, known: Known): Promise<boolean> {
  const row = await stillThere(tx, known);
  if (row.stage !== known.stage) throw new LockChanged('Another tab has changed the lock.');
  const sealing = row.stage === 'sealing';
  if (!(await isResealed(tx, sealing))) return false;
  const table = tx.objectStore('lock');
  await (sealing ? table.put({ ...row, stage: 'on' }, 'lock') : table.delete('lock'));
  return true;
}
