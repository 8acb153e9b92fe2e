/** The country whose lines somebody wants to see: picked by them, never looked up, and remembered on this phone only. */

const name = 'noticing.country';

function recalled(): string {
  try {
    return localStorage.getItem(name) ?? '';
  } catch {
    return '';
  }
}

let country = $state(recalled());

/** '' until one was picked. */
export const chosenCountry = (): string => country;

export function chooseCountry(code: string): void {
  country = code;
  try {
    localStorage.setItem(name, code);
  } catch {
    // Until the app is opened anew, then.
  }
}

export function forgetCountry(): void {
  country = '';
  try {
    localStorage.removeItem(name);
  } catch {
    // Then it wasn't kept either.
  }
}
