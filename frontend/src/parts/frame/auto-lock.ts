/** Locks the app by itself after the chosen time in the background or idle. */
import { beforeClosing, changed, lock } from '../../store';
import { settled } from './settled';

/** Idle time also for "as soon as it is in the background", for a phone left open on a table. */
const LEAST = 60_000;
const LOOK_EVERY = 5_000;
/** Milliseconds to wait for text being saved on leaving. Nothing keeps the lock open longer. */
const PATIENCE = 2_000;

/** A field saves its text on blur; once locked, the entry couldn't be read to save it. */
function wordsKept(): Promise<void> {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  return settled(PATIENCE);
}

/** Watches until the lock is closed; returns how to stop. */
export function closeInTime(): () => void {
  let limit = Infinity;
  let atOnce = false;
  let touched = Date.now();
  const stops = new AbortController();

  async function read(): Promise<void> {
    const about = await lock.about();
    if (!about) return;
    limit = Math.max(LEAST, about.minutes * 60_000);
    atOnce = about.minutes === 0;
  }

  void read();
  const stop = changed.subscribe(() => void read());
  const closeAtOnce = beforeClosing(wordsKept);

  const touch = (): void => {
    touched = Date.now();
  };

  const isTime = (): boolean =>
    (atOnce && document.visibilityState === 'hidden') || Math.abs(Date.now() - touched) >= limit;

  function look(): void {
    if (isTime()) void wordsKept().then(lock.close);
  }

  const options = { signal: stops.signal, capture: true, passive: true };
  for (const sign of ['pointerdown', 'keydown', 'input']) addEventListener(sign, touch, options);
  document.addEventListener('visibilitychange', look, options);
  const timer = setInterval(look, LOOK_EVERY);
  return () => {
    stops.abort();
    stop();
    closeAtOnce();
    clearInterval(timer);
  };
}
