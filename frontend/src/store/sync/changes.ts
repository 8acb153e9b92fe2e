/** Pages of the server's change feed, sealed for a transaction. */
import type { Sealing } from '../database/codec';
import type { Body } from '../../kinds/kinds';
import { copyOf } from '../entries/entry';
import type { Copy, EntryRow, Place } from '../database/rows';
import type { Server } from './server';
import { stopFor, type SyncStop } from './stop';

interface Change {
  kind: string;
  id: string;
  revision: number;
  deleted: boolean;
  data: Body | null;
}

export interface Page {
  epoch: string;
  /** The account's newest revision. */
  revision: number;
  more: boolean;
  changes: Change[];
}

/** One change, with its body sealed. */
export interface SealedChange {
  place: Place;
  copy: Copy & { revision: number };
}

const LIMIT = 500;

export async function pageAfter(server: Server, after: number): Promise<Page | SyncStop> {
  const answer = await server.send('GET', `/api/changes/?after=${after}&limit=${LIMIT}`);
  return isPage(answer.data) && answer.status === 200 ? answer.data : stopFor(answer) ?? { is: 'wait', seconds: null };
}

function isPage(data: unknown): data is Page {
  return Array.isArray((data as Page | null)?.changes);
}

export function sealedChanges(by: Sealing, changes: readonly Change[]): Promise<SealedChange[]> {
  return Promise.all(changes.map(async ({ kind, id, revision, deleted, data }) => {
    const copy = await copyOf(by, deleted ? null : data, revision);
    return { place: [kind, id] as Place, copy: { ...copy, revision } };
  }));
}

export const isLast = (page: Page): boolean => !page.more || page.changes.length === 0;

/** The revision to ask for the next page after. */
export const endOf = (page: Page, before: number): number => page.changes.at(-1)?.revision ?? before;

/** The row of an entry that this phone doesn't have yet. */
export function emptyRow([kind, id]: Place): EntryRow {
  return { kind, id, data: null, date: '', state: 'stored', deleted: true };
}
