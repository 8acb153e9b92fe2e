/** Imports entries from a file: previews which are new and which are here already, then keeps all the new ones at once. */
import { isDated, referencesOf, withoutReferences, type Body } from '../../kinds/kinds';
import { equal } from '../../logic/equal';
import type { Incoming } from '../../logic/import/document';
import type { Codec, Sealing } from '../database/codec';
import type { Database, Reading, Writing } from '../database/database';
import { itemFor } from './entry';
import { keepIn, prepare, staysHere, type Prepared } from './keeping';
import type { EntryRow, OutboxItem, Place } from '../database/rows';

/** `different` ones stay as they are here; `deleted` ones were deleted here. */
export type ImportStatus = 'new' | 'same' | 'different' | 'deleted';

export interface ImportPreview {
  /** How many are new, by kind. */
  fresh: Record<string, number>;
  same: number;
  different: number;
  deleted: number;
  /** References to people or sensations that nobody has: they were deleted before the file was written. */
  lost: number;
}

/** The placeholder bodies for lost references, by kind. */
export type Names = Record<string, Body>;

/** How many entries are handled before the browser gets to paint. */
const SLICE = 200;
const yieldToBrowser = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const placeOf = ({ kind, id }: Incoming): Place => [kind, id];
const keyOf = (place: Place): string => place.join('/');

async function statusOf({ open }: Codec, row: EntryRow | undefined, body: Body): Promise<ImportStatus> {
  if (!row) return 'new';
  if (row.deleted) return 'deleted';
  return equal(await open(row.data!), body) ? 'same' : 'different';
}

export async function previewImport(database: Database, all: Incoming[]): Promise<ImportPreview> {
  const [here, rows] = await database.read(async (tx) => {
    const known = await keysHere(tx);
    const met = all.map(placeOf).filter((place) => known.has(keyOf(place)));
    return [known, await Promise.all(met.map((place) => tx.objectStore('entries').get(place)))] as const;
  });
  const incoming = withoutLostCheckIns(all, here);
  const found: ImportPreview = { fresh: {}, same: 0, different: 0, deleted: 0, lost: lostIn(incoming, here).length };
  const at = new Map(rows.map((row) => [keyOf([row!.kind, row!.id]), row]));
  for (const [number, each] of incoming.entries()) {
    if (number % SLICE === 0) await yieldToBrowser();
    const is = await statusOf(database.codec, at.get(keyOf(placeOf(each))), each.body);
    if (is === 'new') found.fresh[each.kind] = (found.fresh[each.kind] ?? 0) + 1;
    else found[is] += 1;
  }
  return found;
}

const keysHere = async (tx: Reading | Writing): Promise<Set<string>> =>
  new Set((await tx.objectStore('entries').getAllKeys()).map(keyOf));

/**
 * The references of new entries that neither the file nor this phone has. The server refuses references it has never heard
 * of, though it accepts those that it knows as deleted.
 */
function lostIn(incoming: Incoming[], here: Set<string>): Place[] {
  const fresh = incoming.filter((each) => !here.has(keyOf(placeOf(each))));
  const known = knownWith(incoming, here);
  const named = fresh.flatMap(({ kind, body }) => referencesOf(kind, body)).filter(({ kind }) => !isDated(kind));
  const lost = named.map(({ kind, id }): Place => [kind, id]).filter((place) => !known.has(keyOf(place)));
  return [...new Map(lost.map((place) => [keyOf(place), place])).values()];
}

const knownWith = (incoming: Incoming[], here: Set<string>): Set<string> =>
  new Set([...here, ...incoming.map((each) => keyOf(placeOf(each)))]);

/** A lost check-in gets no placeholder: the practice that referred to it is complete without it. */
function withoutLostCheckIns(incoming: Incoming[], here: Set<string>): Incoming[] {
  const known = knownWith(incoming, here);
  return incoming.map((each) => ({
    ...each, body: withoutReferences(each.kind, each.body, ({ kind, id }) => !isDated(kind) || known.has(keyOf([kind, id]))),
  }));
}

/** Everything that has to be done before the transaction, which would close while anything else is awaited. */
async function prepareAll(by: Sealing, incoming: Incoming[]): Promise<Prepared[]> {
  const all: Prepared[] = [];
  for (let at = 0; at < incoming.length; at += SLICE) {
    all.push(...await Promise.all(incoming.slice(at, at + SLICE).map((each) => prepare(by, placeOf(each), each.body))));
    await yieldToBrowser();
  }
  return all;
}

/**
 * Keeps the new entries, and with `bringBack` those that were deleted here: all of them or none. Entries that exist here
 * stay unchanged. Returns how many were kept.
 */
export async function importEntries(
  database: Database, whole: Incoming[], { names, bringBack }: { names: Names; bringBack: boolean },
): Promise<number> {
  const incoming = withoutLostCheckIns(whole, await database.read(keysHere));
  const possiblyLost = lostIn(incoming, new Set()).map(([kind, id]) => ({ kind, id, body: names[kind]! }));
  const ready = async (by: Sealing) => ({ all: await prepareAll(by, incoming), standIns: await prepareAll(by, possiblyLost) });
  return database.writeSealed(ready, async (tx, { all, standIns }) => {
    const here = await keysHere(tx);
    const lost = new Set(lostIn(incoming, here).map(keyOf));
    const fresh = all.filter(({ place }) => !here.has(keyOf(place)));
    await keepFresh(tx, [...standIns.filter(({ place }) => lost.has(keyOf(place))), ...fresh]);
    const back = bringBack ? await deletedHere(tx, all.filter(({ place }) => here.has(keyOf(place)))) : [];
    for (const each of back) await keepIn(tx, each);
    return fresh.length + back.length;
  });
}

async function deletedHere(tx: Writing, all: Prepared[]): Promise<Prepared[]> {
  const rows = await Promise.all(all.map(({ place }) => tx.objectStore('entries').get(place)));
  return all.filter((_, at) => rows[at]?.deleted);
}

/** New entries have no earlier row or outbox items to look up, which would be most of the work. */
async function keepFresh(tx: Writing, all: Prepared[]): Promise<void> {
  const held = new Set((await heldItems(tx)).map(({ kind, id }) => keyOf([kind, id])));
  for (let at = 0; at < all.length; at += SLICE) {
    await Promise.all(all.slice(at, at + SLICE).map((each) => keepNew(tx, each, isHeldBack(each, held))));
  }
}

/**
 * Whether the entry stays on this phone because something it refers to does. Later entries that refer to it then stay as
 * well.
 */
function isHeldBack({ place, references }: Prepared, held: Set<string>): boolean {
  const is = references.some((other) => held.has(keyOf(other)));
  if (is) held.add(keyOf(place));
  return is;
}

const heldItems = async (tx: Writing): Promise<OutboxItem[]> => (await tx.objectStore('outbox').getAll()).filter(staysHere);

async function keepNew(tx: Writing, { place: [kind, id], data, date }: Prepared, held: boolean): Promise<void> {
  const row: EntryRow = { kind, id, data, date, state: 'kept', deleted: false };
  await tx.objectStore('entries').put(row);
  await tx.objectStore('outbox').add(itemFor(row, 'put', held ? 'held' : 'waiting'));
}
