/** The dates that the app and the server accept; tests/api/dates.json holds the two together. */

export const EARLIEST = '1900-01-01';
export const LATEST = '2999-12-31';

/** Whether a text is a real date that is accepted: an address may contain anything, and a year may be typed in two digits. */
export const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && isReal(text) && text >= EARLIEST && text <= LATEST;

/** Some browsers read 30 February as 2 March. */
function isReal(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
