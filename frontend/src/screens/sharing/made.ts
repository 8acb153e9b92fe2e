/** The link just made, kept only in memory for the one screen that shows it once. */
import type { MadeShare } from './shares';

let made: MadeShare | null = null;

export function handOver(share: MadeShare): void {
  made = share;
}

export function takeMadeLink(): MadeShare | null {
  const share = made;
  made = null;
  return share;
}
