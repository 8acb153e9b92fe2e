/** The catalogue's sensations that the person has hidden, on this phone only, like the theme. */

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
    // Then it lasts until the app is closed.
  }
}

export function forgetHidden(): void {
  hidden = [];
  try {
    localStorage.removeItem(name);
  } catch {
    // Then nothing was stored either.
  }
}
