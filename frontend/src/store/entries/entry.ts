/** Helpers for the body and row of one entry, used wherever rows are written. */
import { localDate } from '../../logic/felt';
import { instantOf, rankOf, withoutReadOnly, type Body } from '../../kinds/kinds';
import type { Sealing } from '../database/codec';
import type { Copy, EntryRow, OutboxItem } from '../database/rows';

/**
 * The local date for the index: the server's own if given, else worked out from the instant and zone; '' for kinds without
 * a date.
 */
export function dateOf(body: Body): string {
  if (typeof body.local_date === 'string') return body.local_date;
  const at = instantOf(body);
  if (at === null) return '';
  try {
    return localDate(new Date(at), String(body.zone));
  } catch {
    return at.slice(0, 10); // this phone doesn't know the zone
  }
}

/** Seals a version for a transaction; a null body stands for a deletion. Of what only the server knows, `next_due` stays. */
export async function copyOf({ seal }: Sealing, body: Body | null, revision: number | null): Promise<Copy> {
  if (!body) return { data: null, date: '', revision };
  const { next_due } = body;
  return { data: await seal({ ...withoutReadOnly(body), ...(next_due !== undefined && { next_due }) }), date: dateOf(body), revision };
}

export function itemFor(row: EntryRow, verb: OutboxItem['verb'], status: OutboxItem['status'] = 'waiting'): OutboxItem {
  return { kind: row.kind, id: row.id, verb, body: verb === 'put' ? row.data : null, status, rank: rankOf(row.kind) };
}

/** Overwrites the row with the server's version; nothing unsent is left. */
export function overwrite(row: EntryRow, copy: Copy): void {
  const { data, date } = copy;
  Object.assign(row, { data, date, acked: copy, state: 'stored', deleted: data === null });
  delete row.sent;
  delete row.theirs;
  delete row.problem;
}
