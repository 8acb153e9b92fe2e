/** The last picture that the server drew, for when there is no connection. It belongs to one account. */
import type { Patterns } from '../../parts/patterns';

const name = 'noticing.patterns';

export interface Remembered {
  username: string;
  at: string;
  patterns: Patterns;
}

export function rememberPatterns(username: string, patterns: Patterns): void {
  try {
    localStorage.setItem(name, JSON.stringify({ username, at: new Date().toISOString(), patterns }));
  } catch {
    // No picture off-line then; the check-ins themselves are elsewhere.
  }
}

export function recallPatterns(username: string): Remembered | null {
  try {
    const found = JSON.parse(localStorage.getItem(name) ?? 'null') as Remembered | null;
    return found?.username === username ? found : null;
  } catch {
    return null;
  }
}

export function forgetPatterns(): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // Then it wasn't kept either.
  }
}
