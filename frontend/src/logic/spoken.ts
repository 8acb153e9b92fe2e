/** Chooses the language for a reader. Pure; used by the page and the service worker. */

export const DEFAULT = 'en';

/** The first of the tags (`es-MX`, BCP 47) whose language the app has, else English. */
export function bestLanguage<Language extends string>(ours: Record<Language, unknown>, tags: readonly string[]): Language {
  const known = (tag: string): tag is Language => Object.hasOwn(ours, tag);
  return tags.map((tag) => tag.split('-')[0]!).find(known) ?? (DEFAULT as Language);
}
