/** This phone's row in the server's list of devices, and what is chosen on it for its nudges. Loaded on demand. */
import type { Database } from '../database/database';
import type { Device, WorkerRow } from '../database/rows';
import type { Changes } from '../entries/changing';
import { setWorkerRow, workerRowOf } from './worker-row';

type Choices = Pick<WorkerRow, 'device' | 'declined' | 'actions'>;

export function thisPhone(database: Database, changes: Changes) {
  const choices = (): Promise<Choices> => database.read(workerRowOf);
  const choose = (change: Partial<Choices>): Promise<void> =>
    changes.run(() => database.write((tx) => setWorkerRow(tx, change)));
  return {
    get: async (): Promise<Device | null> => (await choices()).device,
    set: (device: Device | null) => choose({ device }),
    choices,
    choose,
  };
}
