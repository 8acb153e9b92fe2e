/**
 * What this tab remembers until it closes: drafts that a reload mustn't lose. Cleared when the phone is. Where the app has a
 * lock it is in memory alone, since browsers write the other to disk.
 */
import { syncState } from '../store';

const prefix = 'noticing.';
let memory: Map<string, string> | null = null;

export function recall(name: string): string | null {
  try {
    return memory ? (memory.get(name) ?? null) : sessionStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

/** null forgets it. */
export function remember(name: string, text: string | null): void {
  if (memory && text !== null) memory.set(name, text);
  else memory?.delete(name);
  try {
    if (text === null || memory) sessionStorage.removeItem(prefix + name);
    else sessionStorage.setItem(prefix + name, text);
  } catch {
    // The draft is still on the screen; only a reload would lose it.
  }
}

const names = (start: string): string[] => {
  try {
    const all = memory ? [...memory.keys()].map((name) => prefix + name) : Object.keys(sessionStorage);
    return all.filter((name) => name.startsWith(prefix + start));
  } catch {
    return [];
  }
};

/** With a lock, what was written down moves into memory; without one, it is written down from now on. */
function rememberInMemory(only: boolean): void {
  if (only === (memory !== null)) return;
  const all = names('').map((name) => name.slice(prefix.length)).map((name) => [name, recall(name) ?? ''] as const);
  memory = only ? new Map() : null;
  for (const [name, text] of all) remember(name, text);
}

syncState.subscribe(({ lock }) => {
  if (lock !== 'unsure') rememberInMemory(lock !== 'none');
});

/** Whether words wait somewhere that the store has not taken. */
export const wordsWait = (): boolean => names('words.').length > 0;

export const forgetAll = (): void => names('').forEach((name) => remember(name.slice(prefix.length), null));
