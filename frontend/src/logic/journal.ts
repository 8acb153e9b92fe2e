/** Which prompt a page answers, and which one a week may suggest. Pure. */
import type { Prompt, PromptGroup } from '../catalogue-more';

/** Where a prompt stands; undefined for free writing, and for one that only a later version knows. */
export function placeOf(code: string | null, groups: readonly PromptGroup[]): { group: PromptGroup; prompt: Prompt } | undefined {
  for (const group of groups) {
    const prompt = group.prompts.find((one) => one.code === code);
    if (prompt) return { group, prompt };
  }
  return undefined;
}

const DAY = 86_400_000;
/** A Monday (ISO 8601: weeks begin with it). */
const FIRST_MONDAY = Date.UTC(1970, 0, 5);

/** How many ISO weeks lie between the first Monday of 1970 and the one that a local date is in. */
export const weekOf = (date: string): number => Math.floor((Date.parse(`${date}T00:00:00Z`) - FIRST_MONDAY) / (7 * DAY));

/** The week's suggestion: the light prompts in turn, and never any other. The week alone decides. */
export function suggestedIn(date: string, groups: readonly PromptGroup[]): Prompt | undefined {
  const light = groups.filter(({ weight }) => weight === 'light').flatMap(({ prompts }) => prompts);
  return light.at(weekOf(date) % light.length);
}
