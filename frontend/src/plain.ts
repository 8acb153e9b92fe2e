/**
 * The neutral name and icon, chosen on this phone; `public/theme.js` applies them before the browser reads the real ones.
 */
import { t } from './messages';

const NAME = 'noticing.plain';

export function isPlain(): boolean {
  try {
    return localStorage.getItem(NAME) !== null;
  } catch {
    return false;
  }
}

/** Takes effect with the next load. */
export function choosePlain(plain: boolean): void {
  try {
    if (plain) localStorage.setItem(NAME, 'yes');
    else localStorage.removeItem(NAME);
  } catch {
    // Not stored; the screen shows which choice is in effect.
  }
}

/** The app's name where others may glimpse it. */
export const appName = (): string => (isPlain() ? t('app.plainName') : t('app.name'));
