/** Which prompt a page answers, and which one is suggested for a week. Pure. */
import type { Prompt, PromptGroup } from '../catalogue-more';

/** The group of a prompt; undefined for free writing, and for prompts that only a later version knows. */
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

/** The number of ISO weeks since the first Monday of 1970. */
export const weekOf = (date: string): number => Math.floor((Date.parse(`${date}T00:00:00Z`) - FIRST_MONDAY) / (7 * DAY));

/** The week's suggestion: the light prompts in turn. Depends only on the week. */
export function suggestedIn(date: string, groups: readonly PromptGroup[]): Prompt | undefined {
  const light = groups.filter(({ weight }) => weight === 'light').flatMap(({ prompts }) => prompts);
  return light.at(weekOf(date) % light.length);
}
