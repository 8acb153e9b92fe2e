/** Detects whether somebody is reading: the page reloads while it is visible, and closes after a time without activity. */

/** Milliseconds. */
const INTERVAL = 60_000;
const EVENTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'] as const;

/**
 * Calls `look` every minute while the page is visible and when it becomes visible, or `away` after `idle()` milliseconds
 * without activity, even if the laptop was closed meanwhile. Returns a function that stops it.
 */
export function watchAttention(idle: () => number, look: () => void, away: () => void): () => void {
  const ended = new AbortController();
  const options = { signal: ended.signal, passive: true, capture: true };
  let seen = Date.now();

  const isAway = (): boolean => Date.now() - seen >= idle();
  const turn = (): void => {
    if (isAway()) away();
    else if (document.visibilityState === 'visible') look();
  };
  const back = (): void => {
    if (document.visibilityState !== 'visible') return;
    turn();
    seen = Date.now();
  };

  const sign = (): void => {
    if (isAway()) away();
    else seen = Date.now();
  };

  for (const name of EVENTS) addEventListener(name, sign, options);
  document.addEventListener('visibilitychange', back, options);
  addEventListener('focus', back, { signal: ended.signal });
  const timer = setInterval(turn, INTERVAL);
  return () => {
    clearInterval(timer);
    ended.abort();
  };
}
