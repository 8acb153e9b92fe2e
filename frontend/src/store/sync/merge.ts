/**
 * Merges two versions of one entry field by field, from the version that both are based on (a three-way merge). Pure.
 */
import { equal } from '../../logic/equal';
import { isReadOnly, momentOf, type Body } from '../../kinds/kinds';

export interface Versions {
  /** The version that both are based on; without it, every field that differs clashes. */
  base?: Body | null | undefined;
  mine: Body;
  theirs: Body;
  /** A version of mine that the server may have taken: where theirs is the same, theirs didn't change it. */
  sent?: Body | undefined;
}

export interface Merge {
  body: Body;
  /** The fields that both changed, each differently: `note`, `answers/feeling`. */
  clashes: string[];
}

export type Side = 'mine' | 'theirs';

/** Fields of which one makes no sense without the others. */
const TOGETHER = [['for_session', 'never_shared'], ['at', 'within', 'meeting'], ['wording', 'own_words']];

/** Objects that aren't merged field by field. */
const WHOLE = ['within', 'meeting'];

/** Where fields clash, the body has those of the preferred side. */
export function merge(kind: string, versions: Versions, prefer: Side = 'mine'): Merge {
  const body = { ...versions.mine };
  const clashes: string[] = [];
  const mayBeLeftEmpty = (['mine', 'theirs'] as const).every((side) => emptied(versions, side));
  for (const group of groupsOf(kind, versions)) {
    const side = sideOf(group, versions, mayBeLeftEmpty);
    if (side === 'clash') clashes.push(...group.filter((path) => !same([path], versions.mine, versions.theirs)));
    const from = versions[side === 'clash' ? prefer : side];
    for (const path of group) if (from === versions.theirs || path.includes('/')) put(body, path, at(from, path) ?? null);
  }
  return { body, clashes };
}

function sideOf(group: string[], { base, mine, theirs, sent }: Versions, mayBeLeftEmpty: boolean): Side | 'clash' {
  if (same(group, mine, theirs)) return 'mine';
  const isEmptied = mayBeLeftEmpty && (same(group, mine, {}) || same(group, theirs, {}));
  if (!base || isEmptied) return 'clash';
  if (same(group, theirs, base) || (sent && same(group, theirs, sent))) return 'mine';
  return same(group, mine, base) ? 'theirs' : 'clash';
}

/** Whether this side emptied a field. If both did, each another one, an entry without content could be left. */
function emptied({ base, ...versions }: Versions, side: Side): boolean {
  const now = versions[side];
  return Boolean(base) && pathsOf([base!, now]).some((path) => same([path], now, {}) && !same([path], base!, {}));
}

const same = (group: string[], one: Body, other: Body): boolean =>
  group.every((path) => equal({ [path]: at(one, path) }, { [path]: at(other, path) }));

function groupsOf(kind: string, { base, mine, theirs }: Versions): string[][] {
  const paths = pathsOf([base ?? {}, mine, theirs]);
  const together = [...TOGETHER, [momentOf(kind) ?? '', 'zone']].map((group) => group.filter((path) => paths.includes(path)));
  const grouped = together.flat();
  return [...together, ...paths.filter((path) => !grouped.includes(path)).map((path) => [path])];
}

/** The fields of an object, such as the answers, are merged one by one; those of a reminder's window or meeting are not. */
function pathsOf(versions: Body[]): string[] {
  const paths = versions.flatMap((version) => Object.entries(version).flatMap(([name, value]) => pathsIn(name, value)));
  const withFields = new Set(paths.filter((path) => path.includes('/')).map((path) => path.split('/')[0]!));
  return [...new Set(paths)].filter((path) => !withFields.has(path));
}

function pathsIn(name: string, value: unknown): string[] {
  if (isReadOnly(name)) return [];
  const isPlain = typeof value !== 'object' || value === null || Array.isArray(value) || WHOLE.includes(name);
  return isPlain ? [name] : Object.keys(value).map((field) => `${name}/${field}`);
}

/** The value at a path such as `note` or `answers/feeling`. */
export function at(body: Body, path: string): unknown {
  const [name, field] = path.split('/') as [string, string?];
  return field === undefined ? body[name] : (body[name] as Body | null | undefined)?.[field];
}

export function put(body: Body, path: string, value: unknown): void {
  const [name, field] = path.split('/') as [string, string?];
  body[name] = field === undefined ? value : { ...(body[name] as Body | null), [field]: value };
}
