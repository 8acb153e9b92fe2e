/** Small facts about one entry's body and row, used wherever rows are written. */
import { localDate } from '../logic/felt';
import type { Sealing } from './codec';
import { instantOf } from './dated';
import type { Copy, EntryRow, OutboxItem, Place } from './rows';
import type { CheckIn, Practice } from './types';

export type Body = Record<string, unknown>;

/** A copy from the server, without what only the server sets. */
export function bodyOf(copy: Body): Body {
  const { id: _id, revision: _revision, local_date: _date, next_due: _due, ...body } = copy;
  return body;
}

/** The local date of what has one, for the index; the server's own where it said one, '' for other kinds. */
export function dateOf(body: Body): string {
  if (typeof body.local_date === 'string') return body.local_date;
  const at = instantOf(body);
  if (at === null) return '';
  try {
    return localDate(new Date(at), String(body.zone));
  } catch {
    return at.slice(0, 10); // a zone that this phone doesn't know
  }
}

/** Ready for a transaction; null stands for a deletion. */
export async function copyOf({ seal }: Sealing, body: Body | null, revision: number | null): Promise<Copy> {
  return body ? { data: await seal(bodyOf(body)), date: dateOf(body), revision } : { data: null, date: '', revision };
}

/** The people and own sensations that an entry speaks of, and the check-ins beside a practice. */
export function referencesOf(body: Body): Place[] {
  const { person, sensations, before, after } = body as Partial<CheckIn & Practice>;
  const own = (sensations ?? []).map((each) => each.code).filter((code) => code.startsWith('own:'));
  return [
    ...own.map((code): Place => ['sensations', code.slice(4)]),
    ...[person].filter(Boolean).map((id): Place => ['people', id!]),
    ...[before, after].filter(Boolean).map((id): Place => ['check-ins', id!]),
  ];
}

/** People and sensations, what speaks of them, what speaks of that; and what can wait. */
const RANKS: Record<string, number> = { people: 0, sensations: 0, practices: 2, repairs: 3, journal: 4 };

export const rankOf = (kind: string): number => RANKS[kind] ?? 1;

export function itemFor(row: EntryRow, verb: OutboxItem['verb'], status: OutboxItem['status'] = 'waiting'): OutboxItem {
  return { kind: row.kind, id: row.id, verb, body: verb === 'put' ? row.data : null, status, rank: rankOf(row.kind) };
}

/** The row is as the server has it: nothing of this phone's own is left to tell. */
export function become(row: EntryRow, copy: Copy): void {
  const { data, date } = copy;
  Object.assign(row, { data, date, acked: copy, state: 'stored', deleted: data === null });
  delete row.sent;
  delete row.theirs;
  delete row.problem;
}
