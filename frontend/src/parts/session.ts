/** What this tab remembers until it closes: drafts that a reload mustn't lose. Cleared when the phone is. */
const prefix = 'noticing.';

export function recall(name: string): string | null {
  try {
    return sessionStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

/** null forgets it. */
export function remember(name: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(prefix + name);
    else sessionStorage.setItem(prefix + name, text);
  } catch {
    // The draft is still on the screen; only a reload would lose it.
  }
}

const names = (start: string): string[] => {
  try {
    return Object.keys(sessionStorage).filter((name) => name.startsWith(prefix + start));
  } catch {
    return [];
  }
};

/** Whether words wait somewhere that the store has not taken. */
export const wordsWait = (): boolean => names('words.').length > 0;

export const forgetAll = (): void => names('').forEach((name) => remember(name.slice(prefix.length), null));
