/** Leave: replaces this page with an empty one at once. What it can't hide is explained where it is switched on. */
import { lock } from '../../store';
import { LEFT, markTabLeft } from './left';
import { afterPendingWrites } from './pending-writes';

const NAME = 'noticing.leave';
/**
 * Milliseconds before leaving regardless. If the lock's code isn't loaded by then, its keys are gone with the page anyway.
 */
const TIMEOUT = 500;
/** Milliseconds for text that is still being saved. The page is blank meanwhile. */
const SAVE_TIMEOUT = 400;

function chosen(): boolean {
  try {
    return localStorage.getItem(NAME) !== null;
  } catch {
    return false;
  }
}

let on = $state(chosen());

export const canLeave = (): boolean => on;

export function setLeaving(wanted: boolean): void {
  try {
    if (wanted) localStorage.setItem(NAME, 'yes');
    else localStorage.removeItem(NAME);
  } catch {
    // The setting stays as it was.
  }
  on = chosen();
}

export function leave(): void {
  try {
    localStorage.setItem(LEFT, 'yes');
  } catch {
    // Then only the half hour decides what is restored.
  }
  markTabLeft();
  document.documentElement.hidden = true;
  document.title = '';
  const away = (): void => location.replace('about:blank');
  setTimeout(away, TIMEOUT);
  void afterPendingWrites(SAVE_TIMEOUT).then(lock.close).then(away, away);
}
