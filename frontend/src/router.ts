/** The router. The path is the part of the address after `#`, so that Back works and the server never sees it. */
import { readable } from 'svelte/store';
import { datedKinds } from './kinds/kinds';
import { PAGES } from './kinds/pages';

export type Params = Record<string, string>;

const read = (): string => location.hash.slice(1) || '/';

let here = read();
let before: string | null = null;

/** The current path, such as `/look-back/2026-11-22`. */
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

/** The previous path; null on the first screen of this visit. */
export const previous = (): string | null => before;

export function go(to: string): void {
  location.hash = to;
}

/** Goes to a path without leaving this screen in the history. */
export function replace(to: string): void {
  location.replace(`#${to}`);
}

/** Navigation for the end of an asynchronous save. It does nothing if the person has left this screen meanwhile. */
export function guardedNavigation(): { go(to: string): void; replace(to: string): void } {
  const from = read();
  return {
    go: (to) => read() === from && go(to),
    replace: (to) => read() === from && replace(to),
  };
}

const LISTS = ['/', '/practise/ledger', ...datedKinds.map((kind) => PAGES[kind])];
const isList = (at: string): boolean => LISTS.includes(at) || at.startsWith('/look-back/');
let lastList = '/look-back';

function remember(left: string): void {
  if (isList(left)) lastList = left;
}

/** The list that an entry was opened from. */
export const lastListPath = (): string => lastList;

/** The parameters in a path for a pattern like `/look-back/:date`; null if the path doesn't match. */
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
