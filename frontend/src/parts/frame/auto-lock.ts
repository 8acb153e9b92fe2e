/** Locks the app by itself after the chosen time in the background or idle. */
import { beforeClosing, changed, lock } from '../../store';
import { afterPendingWrites } from './pending-writes';

/** The shortest idle time, in milliseconds; it applies to "as soon as it is in the background" as well. */
const MIN_IDLE = 60_000;
const CHECK_INTERVAL = 5_000;
/** Milliseconds to wait for text being saved on leaving. Nothing keeps the lock open longer. */
const TIMEOUT = 2_000;

/** A field saves its text on blur; once locked, the entry couldn't be read to save it. */
function textSaved(): Promise<void> {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  return afterPendingWrites(TIMEOUT);
}

/** Locks the app when its time has come. Runs until it is locked; returns how to stop. */
export function lockWhenDue(): () => void {
  let limit = Infinity;
  let atOnce = false;
  let touched = Date.now();
  const stops = new AbortController();

  async function read(): Promise<void> {
    const about = await lock.about();
    if (!about) return;
    limit = Math.max(MIN_IDLE, about.minutes * 60_000);
    atOnce = about.minutes === 0;
  }

  void read();
  void import('../../screens/practise/own-help.svelte').then(({ storeShown }) => storeShown()).catch(() => {}); // at the next start
  const stop = changed.subscribe(() => void read());
  const closeAtOnce = beforeClosing(textSaved);

  const touch = (): void => {
    touched = Date.now();
  };

  const isDue = (): boolean =>
    (atOnce && document.visibilityState === 'hidden') || Math.abs(Date.now() - touched) >= limit;

  function closeIfDue(): void {
    if (isDue()) void textSaved().then(lock.close);
  }

  const options = { signal: stops.signal, capture: true, passive: true };
  for (const event of ['pointerdown', 'keydown', 'input']) addEventListener(event, touch, options);
  document.addEventListener('visibilitychange', closeIfDue, options);
  const timer = setInterval(closeIfDue, CHECK_INTERVAL);
  return () => {
    stops.abort();
    stop();
    closeAtOnce();
    clearInterval(timer);
  };
}
