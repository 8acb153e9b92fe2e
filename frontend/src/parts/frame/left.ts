/** Whether the app was last left with Leave, and whether Back leads to one of its pages again in the same tab. */

export const LEFT = 'noticing.left';

export function wasLeft(): boolean {
  try {
    return localStorage.getItem(LEFT) !== null;
  } catch {
    return false;
  }
}

/** For this tab. Opening the app anew in it ends that. */
export function markTabLeft(): void {
  try {
    sessionStorage.setItem(LEFT, 'yes');
  } catch {
    // Then Back leads to the app.
  }
}

/** Also true for a page that is restored from the browser's list of closed tabs. */
export function isBackAfterLeave(): boolean {
  try {
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    if (navigation?.type === 'back_forward') return sessionStorage.getItem(LEFT) !== null;
    sessionStorage.removeItem(LEFT);
  } catch {
    // Nothing was marked, either.
  }
  return false;
}

export function forgetLeft(): void {
  try {
    localStorage.removeItem(LEFT);
  } catch {
    // Then nothing could be stored, either.
  }
}
