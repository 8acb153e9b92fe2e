/** Which of our languages is spoken to somebody. Pure; the page and the service worker both ask. */

export const DEFAULT = 'en';

/** The first of the tags (`es-MX`, BCP 47) whose language is among ours, else English. */
export function spoken<Language extends string>(ours: Record<Language, unknown>, tags: readonly string[]): Language {
  const known = (tag: string): tag is Language => Object.hasOwn(ours, tag);
  return tags.map((tag) => tag.split('-')[0]!).find(known) ?? (DEFAULT as Language);
}
