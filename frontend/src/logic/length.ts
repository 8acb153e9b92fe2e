/** How long a text may be, counted as the server counts: in characters (code points), so that an emoji is not two. */

/** What a person writes. */
export const WORDS = 20_000;
/** A nickname, or the name of a sensation. */
export const NAME = 60;

/** How many characters there are too many; 0 where it fits. */
export function beyond(text: string, most: number): number {
  if (text.length <= most) return 0;
  let count = 0;
  for (const _ of text) count += 1;
  return Math.max(0, count - most);
}
