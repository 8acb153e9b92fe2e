/** The available languages, and the choice of one for this phone. */
import languages from 'noticing:languages';
import { CHOICE, type Language } from '../../language';

/** By their own names, in alphabetical order. */
export const ownNames = Object.entries(languages)
  .map(([code, { name }]) => ({ code: code as Language, label: name }))
  .sort((a, b) => a.label.localeCompare(b.label));

/** Takes effect at the next load; null follows the phone. False if the browser stores nothing. */
export function chooseLanguage(chosen: Language | null): boolean {
  try {
    if (chosen) localStorage.setItem(CHOICE, chosen);
    else localStorage.removeItem(CHOICE);
    return true;
  } catch {
    return false;
  }
}
