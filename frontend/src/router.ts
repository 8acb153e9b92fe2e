/** Where the person is: the part of the address after `#`, so that Back works and the server never sees it. */
import { readable } from 'svelte/store';

export type Params = Record<string, string>;

const read = (): string => location.hash.slice(1) || '/';

let here = read();
let before: string | null = null;

/** The present path, `/look-back/2026-11-22`. */
export const path = readable(here, (set) => {
  const moved = (): void => {
    if (read() === here) return;
    before = here;
    here = read();
    remember(before);
    set(here);
  };
  addEventListener('hashchange', moved);
  return () => removeEventListener('hashchange', moved);
});

/** The path before this one; null on the first screen of this visit. */
export const previous = (): string | null => before;

export function go(to: string): void {
  location.hash = to;
}

/** Goes on without leaving this screen in the history. */
export function replace(to: string): void {
  location.replace(`#${to}`);
}

/**
 * The way on from the screen that is shown now, for when something will have been kept.
 * It leads nowhere once the person has gone elsewhere meanwhile.
 */
export function wayOn(): { go(to: string): void; replace(to: string): void } {
  const from = read();
  return {
    go: (to) => read() === from && go(to),
    replace: (to) => read() === from && replace(to),
  };
}

const isList = (at: string): boolean => at === '/' || at.startsWith('/look-back') || /^\/practise(\/ledger|\/repairs|\/journal)?$/.test(at);
let lastList = '/look-back';

function remember(left: string): void {
  if (isList(left)) lastList = left;
}

/** The list that an entry was opened from. */
export const listBefore = (): string => lastList;

/** The parameters of `/look-back/:date` in a path, or null when it is another path. */
export function match(pattern: string, at: string): Params | null {
  const wanted = pattern.split('/');
  const given = at.split('/');
  if (wanted.length !== given.length) return null;
  const params: Params = {};
  const fits = wanted.every((part, i) => {
    if (!part.startsWith(':')) return part === given[i];
    params[part.slice(1)] = given[i]!;
    return given[i] !== '';
  });
  return fits ? params : null;
}
