/** What a conflict shows of each version: the fields to decide on, and nothing else. */
import { isDated, momentOf, type Body, type Kind } from '../../kinds/kinds';

const MARKS = ['for_session', 'never_shared'];
/** Fields that Conflict.svelte shows itself, since an entry's page has them elsewhere. */
const shownApart = (kind: Kind): string[] => [...MARKS, 'zone', momentOf(kind) ?? ''];

/** The fields that clash and belong to the entry's content. */
export const contentOf = (kind: Kind, clashes: string[]): string[] =>
  clashes.filter((path) => !shownApart(kind).includes(path));

export const timeDiffers = (kind: Kind, clashes: string[]): boolean =>
  isDated(kind) && clashes.some((path) => path === 'zone' || path === momentOf(kind));

export const marksDiffer = (clashes: string[]): boolean => clashes.some((path) => MARKS.includes(path));

/** The version with empty values for all fields but these, marks and time: an entry's body doesn't show empty ones. */
export function only<Data extends object>(data: Data, paths: string[], kind: Kind): Data {
  const stays = new Set([...paths, ...shownApart(kind)]);
  return reduced(data as Body, '', stays) as Data;
}

const reduced = (value: Body, before: string, stays: Set<string>): Body =>
  Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, emptied(inner, before + name, stays)]));

function emptied(value: unknown, path: string, stays: Set<string>): unknown {
  if (stays.has(path)) return value;
  if (Array.isArray(value)) return [];
  return typeof value === 'object' && value !== null ? reduced(value as Body, `${path}/`, stays) : null;
}
