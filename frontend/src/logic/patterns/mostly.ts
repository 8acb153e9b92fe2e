/** What the counts clearly show: a majority among at least five, or nothing. */

/** With fewer entries a chart would show noise. */
export const enough = 5;

/** The longest range of hours that a sentence names, of the day's 24. */
const WIDEST = 6;
/** Six hours each, as on the server (backend/zones.py). */
const PARTS = ['night', 'morning', 'afternoon', 'evening'] as const;
type PartOfDay = (typeof PARTS)[number];
const LENGTH = 24 / PARTS.length;

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
const isMost = (count: number, of: number): boolean => of >= enough && count * 2 > of;

/** The part of the day with the majority, and its count. */
export function mostlyAt(hours: readonly number[]): { part: PartOfDay; count: number } | null {
  const all = sum(hours);
  for (const [at, part] of PARTS.entries()) {
    const count = sum(hours.slice(at * LENGTH, (at + 1) * LENGTH));
    if (isMost(count, all)) return { part, count };
  }
  return null;
}

/** The shortest range of hours with the majority; it may cross midnight. `to` is its end. */
export function mostHours(hours: readonly number[]): { from: number; to: number; count: number } | null {
  const all = sum(hours);
  for (let width = 1; width <= WIDEST; width += 1) {
    const [from, count] = fullest(hours, width);
    if (isMost(count, all)) return { from, to: (from + width) % 24, count };
  }
  return null;
}

/** The first of the windows with the highest count. */
function fullest(hours: readonly number[], width: number): [from: number, count: number] {
  const counts = hours.map((_, from) => sum([...hours, ...hours].slice(from, from + width)));
  const most = Math.max(...counts);
  return [counts.indexOf(most), most];
}

/** The index of the one value with the majority, such as a weekday; null when there is none. */
export function mostlyOne(counts: readonly number[]): number | null {
  const all = sum(counts);
  const at = counts.findIndex((count) => isMost(count, all));
  return at < 0 ? null : at;
}
