/** How long a text may be, counted as the server counts: in characters (code points), so that an emoji is not two. */

import { KINDS } from '../kinds/table';

/** What a person writes, of whatever kind (tests/frontend/kinds/bodies.test.ts). */
export const WORDS = KINDS['check-ins'].texts.note;
/** A nickname, or the name of a sensation. */
export const NAME = KINDS.people.texts.nickname;

/** How many characters there are too many; 0 where it fits. */
export function beyond(text: string, most: number): number {
  if (text.length <= most) return 0;
  let count = 0;
  for (const _ of text) count += 1;
  return Math.max(0, count - most);
}
