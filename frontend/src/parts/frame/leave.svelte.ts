/** Leaving quickly: an empty page at once, in the place of this one. What it can't hide is said where it is switched on. */
import { lock } from '../../store';
import { LEFT } from './left';
import { settled } from './settled';

const NAME = 'noticing.leave';
/** The lock's code is there by then; if it isn't, what opens it goes with this page anyway. */
const PATIENCE = 150;
/** For words that were being kept as one left. */
const TO_KEEP = 100;

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
    // It stays as it was.
  }
  on = chosen();
}

export function leave(): void {
  try {
    localStorage.setItem(LEFT, 'yes');
  } catch {
    // Then the half hour alone says what comes back.
  }
  document.documentElement.hidden = true;
  document.title = '';
  const away = (): void => location.replace('about:blank');
  setTimeout(away, PATIENCE);
  void settled(TO_KEEP).then(lock.close).then(away, away);
}
