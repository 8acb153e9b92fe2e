/**
 * "Something is here", tapped on a notification: keeps a check-in with the time of the tap (logic/tapped.ts), also off-line
 * and while the app is locked.
 */
import { feltNow } from '../logic/felt';
import { nameOf } from '../logic/tapped';
import type { Vault } from '../store/database/codec';
import { Database, lockOf } from '../store/database/database';
import { setDraft } from '../store/entries/drafts';
import { createVault } from '../store/lock/vault';

/** A worker has no keys, so it seals for whoever unlocks the app next. */
async function closedVault(database: Database): Promise<Vault | null> {
  const lock = await database.read(lockOf);
  return lock ? createVault(lock, () => null) : null;
}

/** Rejects with `StorageFailed`. */
export async function keepTapped(name: string): Promise<void> {
  const database = new Database(name);
  try {
    await database.codec.use(() => closedVault(database));
    await setDraft(database, nameOf(crypto.randomUUID()), JSON.stringify(feltNow(new Date())));
  } finally {
    await database.close();
  }
  tellPages();
}

/** As the store's tabs tell each other (store/state.ts). */
function tellPages(): void {
  const channel = new BroadcastChannel('noticing');
  channel.postMessage('changed');
  channel.close();
}
