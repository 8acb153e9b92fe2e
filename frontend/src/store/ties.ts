/** Check-ins that stand beside a practice. */
import type { Database } from './database';
import { keep } from './keeping';
import { list } from './reading';
import type { Practice } from './types';

/** Before a check-in goes: one that was never sent leaves no trace, and no server takes what speaks of it. */
export async function untie(database: Database, checkIn: string): Promise<void> {
  const other = (id: string | null): string | null => (id === checkIn ? null : id);
  for (const { id, data } of await list<Practice>(database, 'practices')) {
    const apart = { ...data, before: other(data.before), after: other(data.after) };
    if (apart.before !== data.before || apart.after !== data.after) await keep(database, ['practices', id], apart);
  }
}
