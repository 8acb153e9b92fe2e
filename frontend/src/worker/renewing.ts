/** The browser has changed the subscription by itself: the server is told, as at an open. */
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
    // Not in reach: the next open does the same.
  }
}
