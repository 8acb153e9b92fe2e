/** Removes references to an entry that is about to be deleted. */
import { referringTo, withoutReferences, type Body } from '../../kinds/kinds';
import type { Database } from '../database/database';
import { keep } from './keeping';
import { list } from './reading';
import type { Place } from '../database/rows';

/**
 * Run before the deletion: an entry that was never sent leaves no tombstone, so the server would refuse entries that refer
 * to it.
 */
export async function removeReferencesTo(database: Database, [to, gone]: Place): Promise<void> {
  for (const kind of referringTo(to)) {
    for (const { id, data } of await list<Body>(database, kind)) {
      const without = withoutReferences(kind, data, (reference) => reference.kind !== to || reference.id !== gone);
      if (without !== data) await keep(database, [kind, id], without);
    }
  }
}
