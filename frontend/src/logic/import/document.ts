/** Parses an export file; reads all of it or refuses it. Pure; its shape is the server's (`accounts/export.py`). */
import bodies from '../../kinds/bodies.json';
import { allKinds, isReadOnly, type Kind } from '../../kinds/kinds';
import { faultIn, isId, isObject, type Schema } from '../../kinds/schema';
import { linesFrom, type Line } from '../own-help';
import type { Refusal } from './refusal';

export interface Incoming {
  kind: string;
  id: string;
  body: Record<string, unknown>;
}

export interface Brought {
  is: 'read';
  /** The account it came from; null in a file written by a phone. */
  username: string | null;
  /** When it was written, if the file says so. */
  takenAt: string | null;
  /** Kinds that others refer to come first. */
  entries: Incoming[];
  /** Of the list for "Too much". */
  lines: Line[];
  /** How many entries are of kinds that this version doesn't know. */
  unknownCount: number;
}

const VERSION = 1;
/** How every export begins, ignoring white space. */
const BEGINNING = '{"format":"noticing"';
const LONGEST_BEGINNING = 200;
/** How every CSV export begins (backend/personal_data/spreadsheet.py). */
const OUR_CSV = /^\ufeff?kind[,\r\n]/;

export function read(text: string): Brought | Refusal {
  if (text.trim() === '') return { is: 'empty' };
  try {
    return document(JSON.parse(text));
  } catch {
    if (OUR_CSV.test(text)) return { is: 'csv' };
    return { is: beginsLikeOurs(text) ? 'cut-off' : 'not-ours' };
  }
}

function beginsLikeOurs(text: string): boolean {
  const start = text.slice(0, LONGEST_BEGINNING).replace(/\s/g, '');
  return start.startsWith(BEGINNING) || BEGINNING.startsWith(start);
}

const wrong = (kind: Kind | null, number: number, field: string): Refusal => ({ is: 'wrong', where: { kind, number, field } });

function document(whole: unknown): Brought | Refusal {
  if (!isObject(whole) || whole.format !== 'noticing') return { is: 'not-ours' };
  const { version, entries } = whole;
  if (typeof version === 'number' && version > VERSION) return { is: 'newer' };
  if (version !== VERSION) return wrong(null, 0, 'version');
  if (!isObject(entries)) return wrong(null, 0, 'entries');
  const found = Object.keys(entries).filter((kind) => !Array.isArray(entries[kind]));
  if (found[0] !== undefined) return wrong(null, 0, `entries/${found[0]}`);
  return opened(whole, entries as Record<string, unknown[]>);
}

function opened(whole: Record<string, unknown>, lists: Record<string, unknown[]>): Brought | Refusal {
  const entries: Incoming[] = [];
  for (const kind of allKinds) {
    const refusal = take(kind, Object.hasOwn(lists, kind) ? lists[kind]! : [], entries);
    if (refusal) return refusal;
  }
  const unknownKinds = Object.entries(lists).filter(([kind]) => !(allKinds as string[]).includes(kind));
  const unknownCount = unknownKinds.reduce((sum, [, list]) => sum + list.length, 0);
  return { is: 'read', ...origin(whole), entries, lines: linesFrom(whole.own_help), unknownCount };
}

/** All or nothing: the first invalid entry refuses the file. */
function take(kind: Kind, list: unknown[], into: Incoming[]): Refusal | null {
  const seen = new Set<unknown>();
  for (const [place, entry] of list.entries()) {
    const fault = faultInEntry(kind, entry);
    if (fault !== null) return wrong(kind, place + 1, fault.slice(1));
    const { id, ...body } = entry as { id: string };
    if (seen.has(id)) return wrong(kind, place + 1, 'id');
    seen.add(id);
    into.push({ kind, id, body });
  }
  return null;
}

/** Validates an entry as the server returns it, ignoring the fields that the server adds. */
function faultInEntry(kind: Kind, entry: unknown): string | null {
  if (!isObject(entry)) return '';
  if (!isId(entry.id)) return '/id';
  const body = Object.entries(entry).filter(([name]) => !isReadOnly(name));
  return faultIn(bodies[kind].schema as Schema, Object.fromEntries(body));
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function origin({ account, exported_at: at }: Record<string, unknown>): Pick<Brought, 'username' | 'takenAt'> {
  const takenAt = textOf(at);
  return {
    username: isObject(account) ? textOf(account.username) : null,
    takenAt: takenAt !== null && !Number.isNaN(Date.parse(takenAt)) ? takenAt : null,
  };
}
