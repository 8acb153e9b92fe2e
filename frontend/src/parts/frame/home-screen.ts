/** Whether to offer the home screen before the first entry, and the answer that it was declined. */

const name = 'noticing.in-browser';

/** WebKit on iPhone and iPad says whether the page was opened from the home screen; nobody else says anything. */
export const couldBeInstalled = (): boolean => (navigator as { standalone?: boolean }).standalone === false;

export function homeScreenDeclined(): boolean {
  try {
    return localStorage.getItem(name) !== null;
  } catch {
    return false;
  }
}

export function declineHomeScreen(): void {
  try {
    localStorage.setItem(name, 'yes');
  } catch {
    // It is offered once more, then.
  }
}

export function forgetDeclined(): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // Then it wasn't kept either.
  }
}
