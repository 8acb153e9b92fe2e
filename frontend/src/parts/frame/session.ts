/**
 * What this tab remembers until it closes: drafts that have to survive a reload. Cleared with the phone. With a lock, or
 * until it is known whether there is one, it is kept only in memory, since browsers write sessionStorage to disk.
 */
import { syncState } from '../../store';

const prefix = 'noticing.';
let memory: Map<string, string> | null = new Map();

export function recall(name: string): string | null {
  try {
    return memory?.get(name) ?? sessionStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

/** A null text removes the item. */
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

/** The names that begin with `start`. */
export function namesOf(start: string): string[] {
  try {
    const written = Object.keys(sessionStorage).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    return [...(memory?.keys() ?? []), ...written].filter((name) => name.startsWith(start));
  } catch {
    return [];
  }
}

/** With a lock, moves everything from sessionStorage to memory; without one, the other way. */
function rememberInMemory(only: boolean): void {
  const all = namesOf('').map((name) => [name, recall(name) ?? ''] as const);
  memory = only ? (memory ?? new Map<string, string>()) : null;
  for (const [name, text] of all) remember(name, text);
}

let placed: boolean | null = null;
syncState.subscribe(({ lock }) => {
  const only = lock !== 'none';
  if (lock === 'unsure' || only === placed) return;
  placed = only;
  rememberInMemory(only);
});

/** Whether there is text that the store hasn't saved yet. */
export const hasUnsavedText = (): boolean => namesOf('words.').length > 0;

export const forgetAll = (): void => namesOf('').forEach((name) => remember(name, null));
