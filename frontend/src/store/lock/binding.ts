/** Has the server ask for the lock's pass beside the session's cookie (backend/accounts/session_lock.py). */
import { textOf } from '../../push/key';
import { lockOf, metaOf, type Database } from '../database/database';
import { change } from './lock-row';
import type { LockRow } from '../database/rows';
import type { Answer, Server } from '../sync/server';
import type { Watch } from '../state';
import { halted, type Halt } from '../sync/verdict';

export const LOCK = '/api/me/lock/';

/** SHA-256 in base64url, of the pass as it is sent: all that the server keeps of it. */
export async function digestOf(pass: string): Promise<string> {
  return textOf(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pass)));
}

interface Parts {
  database: Database;
  server: Server;
  watch: Watch;
}

/**
 * The digest lies unsealed, so this goes while the app is locked, too; `pass` is for a lock of an earlier version, which has
 * none. Throws `Unreachable`.
 */
export async function bind({ database, server, watch }: Parts, pass: string | null): Promise<Halt | null> {
  const row = await database.read(lockOf);
  const digest = row?.digest ?? (pass && (await digestOf(pass)));
  if (!row || !digest || row.stage === 'ending') return null;
  const answer = await server.send('PUT', LOCK, { digest });
  if (!isBound(answer)) return halted(answer);
  if (!row.bound || !row.digest) {
    await change(database, row, { digest, bound: true });
    await watch.tell();
  }
  return null;
}

/** A session that has a lock already keeps that one: it answers so to whoever hasn't its pass. */
const isBound = ({ status, problem }: Answer): boolean => status === 204 || (status === 403 && problem?.code === 'locked');

/** Whether a session may be there that asks for its cookie alone. */
export async function isUnbound({ database, watch }: Parts): Promise<boolean> {
  if (watch.here.signedIn === 'no') return false;
  const [row, { account }] = await database.read(async (tx) => [await lockOf(tx), await metaOf(tx)] as const);
  return account !== null && row !== undefined && !row.bound;
}

/** Of a session that has just begun, the server knows no lock. */
export const unbound = (database: Database): Promise<void> => database.write(async (tx) => {
  const row = await lockOf(tx);
  if (row) await tx.objectStore('lock').put({ ...row, bound: false } satisfies LockRow, 'lock');
});
