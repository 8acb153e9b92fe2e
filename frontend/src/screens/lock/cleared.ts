/** That this phone was just cleared, for the next screen to say. */
let cleared = false;

export const markCleared = (): void => void (cleared = true);

/** Only once. */
export function takeCleared(): boolean {
  const was = cleared;
  cleared = false;
  return was;
}
