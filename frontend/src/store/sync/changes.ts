/** The change feed as it comes from the server, made ready for a transaction. */
import type { Sealing } from '../database/codec';
import type { Body } from '../../kinds/kinds';
import { copyOf } from '../entries/entry';
import type { Copy, EntryRow, Place } from '../database/rows';
import type { Server } from './server';
import { halted, type Halt } from './verdict';

interface Change {
  kind: string;
  id: string;
  revision: number;
  deleted: boolean;
  data: Body | null;
}

export interface Page {
  epoch: string;
  /** Where the person's counter stands. */
  revision: number;
  more: boolean;
  changes: Change[];
}

/** One change, its body sealed. */
export interface News {
  place: Place;
  copy: Copy & { revision: number };
}

const LIMIT = 500;

export async function pageAfter(server: Server, after: number): Promise<Page | Halt> {
  const answer = await server.send('GET', `/api/changes/?after=${after}&limit=${LIMIT}`);
  return isPage(answer.data) && answer.status === 200 ? answer.data : halted(answer) ?? { is: 'wait', seconds: null };
}

function isPage(data: unknown): data is Page {
  return Array.isArray((data as Page | null)?.changes);
}

export function newsOf(by: Sealing, page: Page): Promise<News[]> {
  return Promise.all(page.changes.map(async ({ kind, id, revision, deleted, data }) => {
    const copy = await copyOf(by, deleted ? null : data, revision);
    return { place: [kind, id] as Place, copy: { ...copy, revision } };
  }));
}

export const isLast = (page: Page): boolean => !page.more || page.changes.length === 0;

/** The revision after which the next page begins. */
export const endOf = (page: Page, before: number): number => page.changes.at(-1)?.revision ?? before;

/** The row of what this phone has never heard of. */
export function blank([kind, id]: Place): EntryRow {
  return { kind, id, data: null, date: '', state: 'stored', deleted: true };
}
