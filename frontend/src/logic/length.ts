/** Text lengths, counted as the server counts them: in code points, so that an emoji counts once. */

import { KINDS } from '../kinds/table';

/** The limit for any longer text (tests/frontend/kinds/bodies.test.ts). */
export const WORDS = KINDS['check-ins'].texts.note;
/** The limit for a nickname, or the name of a sensation. */
export const NAME = KINDS.people.texts.nickname;

/** How many characters are too many; 0 if the text fits. */
export function excessLength(text: string, most: number): number {
  if (text.length <= most) return 0;
  let count = 0;
  for (const _ of text) count += 1;
  return Math.max(0, count - most);
}
