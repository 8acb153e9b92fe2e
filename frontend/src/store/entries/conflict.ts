/** An entry in conflict: what differs, and what each choice would make of it. Loaded on demand. */
import type { Codec } from '../database/codec';
import type { EntryRow } from '../database/rows';
import { KINDS, type Body, type Kind } from '../../kinds/kinds';
import { excessLength } from '../../logic/length';
import { era } from '../sync/era';
import { at, merge, put, type Versions } from '../sync/merge';

export type Choice = 'mine' | 'theirs' | 'both';

export interface Conflict<D> {
  /** Each side's version, with the fields that only the other one changed. `theirs` is null for a deletion. */
  data: D;
  theirs: D | null;
  /** The fields to decide on: `note`, `answers/feeling`. */
  clashes: string[];
  /** Whether all texts to decide on can be kept, one after the other. */
  canKeepBoth: boolean;
}

export async function versionsOf({ open }: Codec, { data, acked, theirs }: EntryRow): Promise<Versions | null> {
  if (!theirs?.data) return null;
  const hasBase = acked?.data && !acked.lost && !theirs.lost && era(acked.revision ?? 0) === era(theirs.revision ?? 0);
  return { base: hasBase ? await open(acked.data!) : null, mine: await open(data!), theirs: await open(theirs.data) };
}

export async function conflictOf<D>(codec: Codec, row: EntryRow, data: D): Promise<Conflict<D>> {
  const versions = await versionsOf(codec, row);
  if (!versions) return { data, theirs: null, clashes: [], canKeepBoth: false };
  const { body, clashes } = merge(row.kind, versions);
  const theirs = merge(row.kind, versions, 'theirs').body;
  return { data: body as D, theirs: theirs as D, clashes, canKeepBoth: textsToJoin(row.kind, versions, clashes) !== null };
}

/** The body that this choice makes. */
export function chosen(kind: string, versions: Versions, choice: Choice): Body {
  const { body, clashes } = merge(kind, versions, choice === 'theirs' ? 'theirs' : 'mine');
  const texts = choice === 'both' ? textsToJoin(kind, versions, clashes) ?? [] : [];
  for (const [path, text] of texts) put(body, path, text);
  return body;
}

/** The texts of both sides, mine first. Null if there is none, or one would be too long. */
function textsToJoin(kind: string, { mine, theirs }: Versions, clashes: string[]): [path: string, text: string][] | null {
  const limits: Record<string, number> = KINDS[kind as Kind]?.texts ?? {};
  const texts = clashes
    .filter((path) => limits[path] !== undefined && at(mine, path) && at(theirs, path))
    .map((path): [string, string] => [path, [at(mine, path), at(theirs, path)].join('\n\n')]);
  return texts.length > 0 && texts.every(([path, text]) => excessLength(text, limits[path]!) === 0) ? texts : null;
}
