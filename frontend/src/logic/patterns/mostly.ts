/** What the counts themselves say, and nothing that they don't: more than half of at least five, or nothing. */

/** Below this a picture would be noise. */
export const enough = 5;

/** Hours that are named in a sentence span no more than this; the day is 24. */
const WIDEST = 6;
/** Six hours each, as the server has them (backend/zones.py). */
const PARTS = ['night', 'morning', 'afternoon', 'evening'] as const;
type PartOfDay = (typeof PARTS)[number];
const LENGTH = 24 / PARTS.length;

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
const isMost = (count: number, of: number): boolean => of >= enough && count * 2 > of;

/** The part of the day that holds more than half, with how many. */
export function mostlyAt(hours: readonly number[]): { part: PartOfDay; count: number } | null {
  const all = sum(hours);
  for (const [at, part] of PARTS.entries()) {
    const count = sum(hours.slice(at * LENGTH, (at + 1) * LENGTH));
    if (isMost(count, all)) return { part, count };
  }
  return null;
}

/** The fewest hours in a row that hold more than half; midnight may lie between them. `to` is where they end. */
export function mostHours(hours: readonly number[]): { from: number; to: number; count: number } | null {
  const all = sum(hours);
  for (let width = 1; width <= WIDEST; width += 1) {
    const [from, count] = fullest(hours, width);
    if (isMost(count, all)) return { from, to: (from + width) % 24, count };
  }
  return null;
}

/** The first of the windows that hold the most. */
function fullest(hours: readonly number[], width: number): [from: number, count: number] {
  const counts = hours.map((_, from) => sum([...hours, ...hours].slice(from, from + width)));
  const most = Math.max(...counts);
  return [counts.indexOf(most), most];
}

/** The place of the one value that holds more than half, as a weekday; null where there is none. */
export function mostlyOne(counts: readonly number[]): number | null {
  const all = sum(counts);
  const at = counts.findIndex((count) => isMost(count, all));
  return at < 0 ? null : at;
}
