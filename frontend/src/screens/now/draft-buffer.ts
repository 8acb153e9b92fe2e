/**
 * Buffers draft writes in the tab until the store has them, so that a reload finds them: a write under way while a page
 * closes may be lost.
 */
import { newName } from '../../logic/begun';
import { namesOf, recall, remember } from '../../parts/frame/session';

export interface Writing {
  name: string;
  /** JSON of a `Begun`; a write from before the keeper was loaded lacks `began` and `touched`. '' deletes the draft. */
  text: string;
  /** The drafts to delete in the same write. */
  instead: string[];
}

const PREFIX = 'words.now';
/** The keys of earlier versions, which held the text alone. */
const OLD_KEYS = [PREFIX, 'draft'];
const mine = new Set<string>();
const keyOf = (name: string): string => `${PREFIX}.${name}`;

/** The name of a draft begun before the keeper is loaded. */
export const FIRST = newName();

export function release(...names: string[]): void {
  for (const name of names) remember(keyOf(name), null);
}

export function hold({ name, text, instead }: Writing): void {
  mine.add(name);
  remember(keyOf(name), JSON.stringify({ text, instead }));
  release(...instead);
}

/** The writes that earlier pages of this tab left, each with a callback for when it is stored. */
export function leftOver(): { writing: Writing; stored: () => void }[] {
  return namesOf('')
    .filter((key) => OLD_KEYS.includes(key) || (key.startsWith(keyOf('')) && !mine.has(key.slice(keyOf('').length))))
    .map((key) => ({ writing: read(key), stored: () => remember(key, null) }));
}

function read(key: string): Writing {
  const text = recall(key) ?? '';
  if (OLD_KEYS.includes(key)) return { name: newName(), text, instead: [] };
  return { name: key.slice(keyOf('').length), ...(JSON.parse(text) as Omit<Writing, 'name'>) };
}

export const releaseAll = (): void => namesOf(keyOf('')).concat(OLD_KEYS).forEach((key) => remember(key, null));
