/** How somebody leaves this phone: signs out, erases their account, or clears the phone. */
import { closeOwnWords } from '../../push/own-words';
import { metaOf, type Database } from '../database/database';
import { removeLeftovers } from '../database/leftovers';
import type { Lock } from '../lock/lock';
import type { Outcome } from '../outcome';
import type { Watch } from '../state';
import { ERASED, ME, type Answer, type Server } from '../sync/server';
import { setWorkerRow, workerRowOf } from '../sync/worker-row';
import type { World } from '../world';
import { failed, OK, outcomeOf } from './answers';
import { releaseErased } from './erased';
import { clearAll, clearOwn, releaseOwnership, unsavedWork } from './owner';

export const AUTH = '/_allauth/browser/v1/auth/';

export interface Parts {
  world: World;
  database: Database;
  server: Server;
  watch: Watch;
  lock: Lock;
  /** No tab syncs while the action runs, so that nothing is sent under the wrong account. */
  exclusively<T>(action: () => Promise<T>): Promise<T>;
  syncNow(): Promise<void>;
}

export async function signOut(parts: Parts, discardUnsent: boolean): Promise<Outcome> {
  const { database } = parts;
  const open = discardUnsent ? null : await database.read(unsavedWork);
  if (open) return failed(open);
  const answer = await endOpenSession(parts);
  if (answer && answer.status !== 401 && answer.status >= 300) return outcomeOf(answer, 401);
  const left = await database.write((tx) => releaseOwnership(tx, discardUnsent));
  await markSignedOut(parts);
  return left ? failed(left) : OK;
}

/** Null if the session has ended already: then no server is needed to clear this phone. */
async function endOpenSession(parts: Parts): Promise<Answer | null> {
  if (parts.watch.tab.signedIn === 'no') {
    await unsubscribe(parts);
    return null;
  }
  await removeDevice(parts);
  return parts.server.send('DELETE', `${AUTH}session`);
}

export async function erase(parts: Parts, { unclaimed }: { unclaimed: boolean }): Promise<Outcome> {
  const { database, server } = parts;
  const { account, owner } = await database.read(metaOf);
  const answer = account || owner ? await server.send('DELETE', ME) : null; // without an account: this phone only
  const isErased = answer?.problem?.code === ERASED; // an earlier answer was lost, or another device was faster
  if (answer && answer.status !== 204 && !isErased) return outcomeOf(answer, 204);
  await unsubscribe(parts);
  await database.write(async (tx) => {
    await clearOwn(tx);
    if (unclaimed) await clearOwn(tx); // there is no owner any more, so this clears the unclaimed rows
  });
  await markSignedOut(parts);
  return OK;
}

export async function keepWithoutAccount(parts: Parts): Promise<void> {
  await unsubscribe(parts);
  await parts.database.write(releaseErased);
  await parts.watch.announce('session');
}

export async function forget(parts: Parts): Promise<Outcome> {
  await endSession(parts).catch(() => {}); // off-line: the session left on the server is useless without the lock's pass
  await unsubscribe(parts);
  await parts.database.write(clearAll);
  await markSignedOut(parts);
  return OK;
}

async function endSession(parts: Parts): Promise<void> {
  const { account } = await parts.database.read(metaOf);
  if (!account) return;
  await removeDevice(parts);
  await parts.server.send('DELETE', `${AUTH}session`);
}

/** Stops nudges to a phone that nobody is signed in on. */
async function removeDevice(parts: Parts): Promise<void> {
  const { database, server } = parts;
  const { device } = await database.read(workerRowOf);
  if (device) await server.send('DELETE', `/api/push/subscriptions/${device.id}/`);
  await unsubscribe(parts);
  await database.write((tx) => setWorkerRow(tx, { device: null }));
}

/** Ends the browser's push subscription. A failure is ignored: nothing here depends on it. */
async function unsubscribe({ world }: Parts): Promise<void> {
  await world.unsubscribe?.().catch(() => {});
}

/** Marks this phone as signed out. If it had a lock, reads the lock's row again, which may be gone. */
async function markSignedOut(parts: Parts): Promise<void> {
  const { lock, watch, world } = parts;
  await closeOwnWords(world.notifications);
  await removeLeftovers(parts).catch(() => {}); // tried again at the next start
  watch.tab.signedIn = 'no';
  if (lock.current().row) {
    await lock.reload();
    await watch.announce('lock');
  }
  return watch.announce('session');
}
