/** Which weeks a picture shows, and how many of them side by side. */
import type { CheckInCounts } from '../../logic/patterns/shape';

/** Twelve weeks touch thirteen Mondays: as many as a phone shows without its dots becoming specks. */
const ACROSS = 13;

/** The weeks from the first that has something: a newcomer's picture doesn't begin with emptiness. */
export function shownWeeks(weeks: readonly string[], there: readonly string[]): string[] {
  const first = [...there].sort()[0];
  return weeks.filter((week) => first !== undefined && week >= first);
}

export interface Block {
  weeks: string[];
  rows: CheckInCounts['sensations'];
}

/** The body by week in blocks, the newest first, each with the sensations that were there; none that is empty. */
export function blocksOf({ weeks, sensations }: CheckInCounts): Block[] {
  const there = sensations.flatMap((row) => row.weeks.map(({ week }) => week));
  const shown = shownWeeks(weeks, there);
  const blocks: Block[] = [];
  for (let end = shown.length; end > 0; end -= ACROSS) {
    const within = shown.slice(Math.max(0, end - ACROSS), end);
    const rows = sensations.filter((row) => row.weeks.some(({ week }) => within.includes(week)));
    if (rows.length > 0) blocks.push({ weeks: within, rows });
  }
  return blocks;
}
