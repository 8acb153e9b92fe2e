/**
 * The language of this page: the one chosen on this phone, else the first of the browser's languages that the app has.
 * Texts are separate scripts; nothing is shown before the first is loaded.
 */
import languages from 'noticing:languages';
import { bestLanguage } from './logic/spoken';

export type Language = keyof typeof languages;

export const CHOICE = 'noticing.language';

/** Null when no language was chosen: the app follows the phone. */
export function chosenLanguage(): Language | null {
  try {
    const chosen = localStorage.getItem(CHOICE) ?? '';
    return Object.hasOwn(languages, chosen) ? (chosen as Language) : null;
  } catch {
    return null;
  }
}

const browsers = navigator.languages ?? [navigator.language];

export const language: Language = chosenLanguage() ?? bestLanguage(languages, browsers);

const { first, rest } = languages[language];

/** The texts of the first screen. */
export const firstTexts = (await first()).default;

/** All other texts. Rejects if they aren't cached and there is no network. */
export const otherTexts = async (): Promise<typeof firstTexts> => (await rest()).default;

const { region } = firstTexts.app.thisLanguage;

export const { direction } = firstTexts.app.thisLanguage;

/** For dates and numbers: the reader's own region if its language is the app's. */
export const locale = browsers.find((tag) => tag.startsWith(`${language}-`)) ?? region;

/** For screen readers, hyphenation and text direction. */
export const declareLanguage = (): void => void Object.assign(document.documentElement, { lang: language, dir: direction });
