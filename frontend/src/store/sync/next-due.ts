/**
 * Reads when the reminders come next. That changes with every nudge and every change of zone, but the revisions stay, so the
 * change feed doesn't bring it.
 */
import type { Database } from '../database/database';
import type { EntryRow } from '../database/rows';
import type { Body } from '../../kinds/kinds';
import { overwrite } from '../entries/entry';
import { list } from '../entries/reading';
import { sealedChanges, type SealedChange } from './changes';
import type { Server } from './server';

type Listed = Body & { id: string; revision: number; next_due: string[] };

/** Whether anything changed here. Throws `Unreachable`, and `StorageFailed`. */
export async function readNextDue(database: Database, server: Server): Promise<boolean> {
  const stored = (await list<object>(database, 'reminders')).filter(({ state }) => state === 'stored');
  const known = new Map(stored.map(({ id, nextDue }) => [id, String(nextDue)]));
  if (known.size === 0) return false;
  const answer = await server.send('GET', '/api/reminders/');
  const listed = (answer.data as { results?: Listed[] } | null)?.results ?? [];
  const differing = listed.filter(({ id, next_due }) => known.has(id) && known.get(id) !== String(next_due));
  if (differing.length > 0) await store(database, differing);
  return differing.length > 0;
}

async function store(database: Database, listed: Listed[]): Promise<void> {
  const changes = listed.map((data) => ({ kind: 'reminders', id: data.id, revision: data.revision, deleted: false, data }));
  await database.writeSealed((by) => sealedChanges(by, changes), async (tx, sealed) => {
    for (const { place, copy } of sealed) {
      const row = await tx.objectStore('entries').get(place);
      if (!row || !isSame(row, copy)) continue;
      overwrite(row, copy);
      await tx.objectStore('entries').put(row);
    }
  });
}

/** Not for one that was edited meanwhile, here or elsewhere. */
const isSame = ({ state, deleted, acked }: EntryRow, { revision }: SealedChange['copy']): boolean =>
  state === 'stored' && !deleted && acked?.revision === revision;
