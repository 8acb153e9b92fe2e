/** Why a file can't be brought in. Nothing of it is kept then. */

import type { Kind } from '../../kinds/kinds';

/** Bytes. Ten years of many check-ins a day with words in each are less. */
export const MOST = 50_000_000;

/** Where something isn't as Noticing writes it. */
export interface Where {
  /** The kind of entry, or null for the file itself. */
  kind: Kind | null;
  /** Counted from 1; 0 for the file or the list itself. */
  number: number;
  /** `sensations/0/code`; empty for the whole entry. */
  field: string;
}

export type Refusal =
  | { is: 'empty' | 'too-large' | 'cut-off' | 'not-ours' | 'newer' | 'unreadable' }
  | { is: 'wrong'; where: Where };

/** What can be said before a single byte is read. */
export function refusedUnread({ size }: { size: number }): Refusal | null {
  if (size === 0) return { is: 'empty' };
  return size >= MOST ? { is: 'too-large' } : null;
}
