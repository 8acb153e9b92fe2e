/** The languages that there are, and the choice of one for this phone. */
import languages from 'noticing:languages';
import { CHOICE, type Language } from '../../language';

/** Each by its own name, in the alphabet's order. */
export const ownNames = Object.entries(languages)
  .map(([code, { name }]) => ({ code: code as Language, label: name }))
  .sort((a, b) => a.label.localeCompare(b.label));

/** From the next start of the page on; null: as the phone is set. False where the browser keeps nothing. */
export function chooseLanguage(chosen: Language | null): boolean {
  try {
    if (chosen) localStorage.setItem(CHOICE, chosen);
    else localStorage.removeItem(CHOICE);
    return true;
  } catch {
    return false;
  }
}
