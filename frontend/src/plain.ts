/** The neutral name and icon, chosen on this phone; `public/theme.js` puts them there before the browser may read the others. */
import { t } from './messages';

const NAME = 'noticing.plain';

export function isPlain(): boolean {
  try {
    return localStorage.getItem(NAME) !== null;
  } catch {
    return false;
  }
}

/** Holds from the next load on. */
export function choosePlain(plain: boolean): void {
  try {
    if (plain) localStorage.setItem(NAME, 'yes');
    else localStorage.removeItem(NAME);
  } catch {
    // The choice isn't taken, and the screen shows which one holds.
  }
}

/** What the app is called where others may glimpse it. */
export const appName = (): string => (isPlain() ? t('app.plainName') : t('app.name'));
