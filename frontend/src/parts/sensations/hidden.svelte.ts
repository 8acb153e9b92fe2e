/** The catalogue's sensations that somebody has put away. A choice of this phone alone, like its theme. */

const name = 'noticing.hidden';

function recalled(): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
    return Array.isArray(found) ? found.filter((code) => typeof code === 'string') : [];
  } catch {
    return [];
  }
}

let hidden = $state.raw(recalled());

export const hiddenSensations = (): readonly string[] => hidden;

export function hide(code: string, away: boolean): void {
  hidden = away ? [...new Set([...hidden, code])] : hidden.filter((one) => one !== code);
  try {
    localStorage.setItem(name, JSON.stringify(hidden));
  } catch {
    // Until the app is opened anew, then.
  }
}

export function forgetHidden(): void {
  hidden = [];
  try {
    localStorage.removeItem(name);
  } catch {
    // Then it wasn't kept either.
  }
}
