/** Which weeks a chart shows, and how many side by side. */
import type { CheckInCounts } from '../../logic/patterns/shape';

/** Twelve weeks span thirteen Mondays: the most that a phone shows with visible dots. */
const MAX_WEEKS = 13;

/** The weeks from the first with data, so that a new chart doesn't begin empty. */
export function shownWeeks(weeks: readonly string[], there: readonly string[]): string[] {
  const first = [...there].sort()[0];
  return weeks.filter((week) => first !== undefined && week >= first);
}

export interface Block {
  weeks: string[];
  rows: CheckInCounts['sensations'];
}

/** Splits body by week into blocks, newest first, each with the sensations that occur in it; leaves out empty ones. */
export function blocksOf({ weeks, sensations }: CheckInCounts): Block[] {
  const there = sensations.flatMap((row) => row.weeks.map(({ week }) => week));
  const shown = shownWeeks(weeks, there);
  const blocks: Block[] = [];
  for (let end = shown.length; end > 0; end -= MAX_WEEKS) {
    const within = shown.slice(Math.max(0, end - MAX_WEEKS), end);
    const rows = sensations.filter((row) => row.weeks.some(({ week }) => within.includes(week)));
    if (rows.length > 0) blocks.push({ weeks: within, rows });
  }
  return blocks;
}
