/**
 * The writings of drafts that the storage hasn't taken yet. Each is held in the same moment as it is made, so that a reload
 * finds it: what is on its way to the storage while a page closes may never get there.
 */
import { newName } from '../../logic/begun';
import { namesOf, recall, remember } from '../../parts/frame/session';

export interface Writing {
  name: string;
  /** JSON of a `Begun`; a page that had no keeper yet leaves out `began` and `touched`. '' ends the draft. */
  text: string;
  /** The drafts that go with it. */
  instead: string[];
}

const START = 'words.now';
/** What earlier versions called it: the text alone. */
const EARLIER = [START, 'draft'];
const mine = new Set<string>();
const keyOf = (name: string): string => `${START}.${name}`;

/** What is begun before the keeper is there. */
export const FIRST = newName();

export function release(...names: string[]): void {
  for (const name of names) remember(keyOf(name), null);
}

export function hold({ name, text, instead }: Writing): void {
  mine.add(name);
  remember(keyOf(name), JSON.stringify({ text, instead }));
  release(...instead);
}

/** What earlier pages of this tab left, each with what is to be done once it is in the store. */
export function left(): { writing: Writing; taken: () => void }[] {
  return namesOf('')
    .filter((key) => EARLIER.includes(key) || (key.startsWith(keyOf('')) && !mine.has(key.slice(keyOf('').length))))
    .map((key) => ({ writing: read(key), taken: () => remember(key, null) }));
}

function read(key: string): Writing {
  const text = recall(key) ?? '';
  if (EARLIER.includes(key)) return { name: newName(), text, instead: [] };
  return { name: key.slice(keyOf('').length), ...(JSON.parse(text) as Omit<Writing, 'name'>) };
}

export const releaseAll = (): void => namesOf(keyOf('')).concat(EARLIER).forEach((key) => remember(key, null));
