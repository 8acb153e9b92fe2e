/** The country that the person picked for helplines: never looked up, and stored on this phone only. */

const name = 'noticing.country';

function recalled(): string {
  try {
    return localStorage.getItem(name) ?? '';
  } catch {
    return '';
  }
}

let country = $state(recalled());

/** '' until one was chosen. */
export const chosenCountry = (): string => country;

export function chooseCountry(code: string): void {
  country = code;
  try {
    localStorage.setItem(name, code);
  } catch {
    // Then it lasts until the app is closed.
  }
}

export function forgetCountry(): void {
  country = '';
  try {
    localStorage.removeItem(name);
  } catch {
    // Then nothing was stored either.
  }
}
