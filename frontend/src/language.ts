/**
 * The language that this page speaks: the one chosen on this phone, else the first of the browser's own that there is.
 * Its texts are scripts of their own; nothing is said before the first of them is there.
 */
import languages from 'noticing:languages';
import { spoken } from './logic/spoken';

export type Language = keyof typeof languages;

export const CHOICE = 'noticing.language';

/** null: as the phone is set. */
export function chosenLanguage(): Language | null {
  try {
    const chosen = localStorage.getItem(CHOICE) ?? '';
    return Object.hasOwn(languages, chosen) ? (chosen as Language) : null;
  } catch {
    return null;
  }
}

const browsers = navigator.languages ?? [navigator.language];

export const language: Language = chosenLanguage() ?? spoken(languages, browsers);

const { first, rest } = languages[language];

/** What the first screen says. */
export const firstTexts = (await first()).default;

/** Everything else. Rejects where it isn't on the phone yet and there is no network. */
export const otherTexts = async (): Promise<typeof firstTexts> => (await rest()).default;

const { region } = firstTexts.app.thisLanguage;

export const { direction } = firstTexts.app.thisLanguage;

/** For dates and numbers: the reader's own region if it speaks our language. */
export const locale = browsers.find((tag) => tag.startsWith(`${language}-`)) ?? region;

/** What screen readers, hyphenation and the side that lines begin on go by. */
export const declareLanguage = (): void => void Object.assign(document.documentElement, { lang: language, dir: direction });
