/** That the app was left by Leave, until it is opened again. */

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
    // It could not be written, either.
  }
}
