/** Whether to suggest the home screen before the first entry, and whether that was declined. */

const name = 'noticing.in-browser';

/** Only WebKit on iPhone and iPad tells whether the page was opened from the home screen. */
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
    // It is then suggested once more.
  }
}

export function forgetDeclined(): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // Then nothing was stored either.
  }
}
