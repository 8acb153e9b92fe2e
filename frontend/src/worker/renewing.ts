/** Handles `pushsubscriptionchange`: tells the server about the new subscription, as at every start. */
import { deviceLabel } from '../push/label';
import { reconcile } from '../push/reconcile';
import { uuid7 } from '../logic/uuid7';
import type { Database } from '../store/database/database';
import { workerRowOf, setWorkerRow } from '../store/sync/worker-row';
import { serverFor } from './wire';

export async function renew(database: Database, manager: PushManager): Promise<void> {
  try {
    const { send } = await serverFor(database);
    await reconcile({
      send,
      browser: {
        permission: () => Notification.permission,
        manager: async () => manager,
        label: () => deviceLabel(navigator.userAgent),
      },
      device: {
        get: async () => (await database.read(workerRowOf)).device,
        set: (device) => database.write((tx) => setWorkerRow(tx, { device })),
      },
      newId: uuid7,
    });
  } catch {
    // The server couldn't be reached: the next start does the same.
  }
}
