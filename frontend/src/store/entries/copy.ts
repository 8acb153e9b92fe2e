/** The export file. Its shape is the server's (backend/accounts/export.py). */
import type { Database, Reading } from '../database/database';
import type { Line } from '../../logic/own-help';
import { ownHelp } from './drafts';
import { readable } from './reading';
import type { EntryRow, Place } from '../database/rows';
import type { Kept } from '../types';

export interface LocalExport {
  format: 'noticing';
  version: 1;
  /** The entries of each kind, each with its id. */
  entries: Record<string, Named[]>;
  /** The person's own list for "Too much", which is on this phone only. */
  own_help?: Line[];
}

type Named = { id: string };

/** What the server doesn't have: entries as they are here, the places of entries deleted here, and the list for "Too much". */
export interface Unsent {
  kept: Kept<object>[];
  gone: Place[];
  ownHelp: Line[];
}

const named = ({ id, data }: Kept<object>): Named => ({ id, ...data });
const keyOf = (place: Place): string => place.join('/');

export async function exportLocal(database: Database): Promise<LocalExport> {
  const entries: LocalExport['entries'] = {};
  const rows = await database.read((tx) => tx.objectStore('entries').getAll());
  for (const entry of await readable<object>(database, rows)) (entries[entry.kind] ??= []).push(named(entry));
  return { format: 'noticing', version: 1, entries, ...withLines(await linesOf(database)) };
}

const linesOf = async (database: Database): Promise<Line[]> =>
  ((await ownHelp(database)) ?? []).map(({ kind, text, number, shown }) => ({ kind, text, number, shown }));

const withLines = (lines: Line[]): Pick<LocalExport, 'own_help'> => (lines.length > 0 ? { own_help: lines } : {});

/** Read this before fetching the server's file: an entry sent in between is then in one of the two. */
export async function unsent(database: Database): Promise<Unsent> {
  const rows = await database.read(unsentRows);
  const kept = await readable<object>(database, rows.filter(({ problem }) => problem?.code !== 'unreadable'));
  const gone = rows.filter(({ deleted }) => deleted).map(({ kind, id }): Place => [kind, id]);
  return { kept, gone, ownHelp: await linesOf(database) };
}

async function unsentRows(tx: Reading): Promise<EntryRow[]> {
  const items = await tx.objectStore('outbox').getAll();
  const places = new Map(items.map(({ kind, id }) => [keyOf([kind, id]), [kind, id] as Place]));
  const rows = await Promise.all([...places.values()].map((place) => tx.objectStore('entries').get(place)));
  return rows.filter((row) => row !== undefined);
}

/** The server's file, with unsent entries and deletions applied, and with what is on this phone only. */
export function withUnsent<F extends LocalExport>(file: F, { kept, gone, ownHelp }: Unsent): F {
  const here = new Set([...gone, ...kept.map(({ kind, id }): Place => [kind, id])].map(keyOf));
  const entries: LocalExport['entries'] = {};
  for (const [kind, list] of Object.entries(file.entries)) entries[kind] = list.filter(({ id }) => !here.has(keyOf([kind, id])));
  for (const entry of kept) (entries[entry.kind] ??= []).push(named(entry));
  return { ...file, entries, ...withLines(ownHelp) };
}
