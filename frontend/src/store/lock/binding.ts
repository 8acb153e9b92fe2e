/**
 * Binds the session to the lock: the server then requires the lock's pass beside the session cookie
 * (backend/accounts/session_lock.py).
 */
import { textOf } from '../../push/key';
import { lockOf, metaOf, type Database } from '../database/database';
import { change } from './lock-row';
import type { LockRow } from '../database/rows';
import type { Answer, Server } from '../sync/server';
import type { Watch } from '../state';
import { stopFor, type SyncStop } from '../sync/stop';

export const LOCK = '/api/me/lock/';

/** SHA-256 of the pass in base64url: all that the server stores of it. */
export async function digestOf(pass: string): Promise<string> {
  return textOf(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pass)));
}

interface Parts {
  database: Database;
  server: Server;
  watch: Watch;
}

/**
 * Works while the app is locked too, since the digest is stored unsealed; `pass` is for locks made by earlier versions,
 * which stored no digest. Throws `Unreachable`.
 */
export async function bind({ database, server, watch }: Parts, pass: string | null): Promise<SyncStop | null> {
  const row = await database.read(lockOf);
  const digest = row?.digest ?? (pass && (await digestOf(pass)));
  if (!row || !digest || row.stage === 'ending') return null;
  const answer = await server.send('PUT', LOCK, { digest });
  if (!isBound(answer)) return stopFor(answer);
  if (!row.bound || !row.digest) {
    await change(database, row, { digest, bound: true });
    await watch.announce();
  }
  return null;
}

/** A session that is already bound keeps its lock: it answers 403 `locked` to requests without the pass. */
const isBound = ({ status, problem }: Answer): boolean => status === 204 || (status === 403 && problem?.code === 'locked');

/** Whether there may be a session that its cookie alone opens. */
export async function isUnbound({ database, watch }: Parts): Promise<boolean> {
  if (watch.tab.signedIn === 'no') return false;
  const [row, { account }] = await database.read(async (tx) => [await lockOf(tx), await metaOf(tx)] as const);
  return account !== null && row !== undefined && !row.bound;
}

/** The server knows no lock for a session that has just begun. */
export const markUnbound = (database: Database): Promise<void> => database.write(async (tx) => {
  const row = await lockOf(tx);
  if (row) await tx.objectStore('lock').put({ ...row, bound: false } satisfies LockRow, 'lock');
});
