/** Whether the app was last left with Leave. */

export const LEFT = 'noticing.left';

export function wasLeft(): boolean {
  try {
    return localStorage.getItem(LEFT) !== null;
  } catch {
    return false;
  }
}

export function forgetLeft(): void {
  try {
    localStorage.removeItem(LEFT);
  } catch {
    // Then nothing could be stored, either.
  }
}
