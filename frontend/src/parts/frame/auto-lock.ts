/** Closes the app's lock by itself: when it was out of sight, or untouched, for as long as the person chose. */
import { beforeClosing, changed, lock } from '../../store';
import { settled } from './settled';

/** Also for "as soon as it is out of sight": a phone that lies open on a table. */
const LEAST = 60_000;
const LOOK_EVERY = 5_000;
/** For words that are kept as the app is left. Nothing holds the lock open for longer. */
const PATIENCE = 2_000;

/** A field keeps its words as it is left; closed, the lock would have them nowhere to go. */
function wordsKept(): Promise<void> {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  return settled(PATIENCE);
}

/** Until the lock is closed; answers how to stop. */
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
