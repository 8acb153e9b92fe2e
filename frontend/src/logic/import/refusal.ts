/** Why a file can't be imported. Nothing of it is kept then. */

import type { Kind } from '../../kinds/kinds';

/** Bytes. Ten years with many check-ins a day, each with a note, are less. */
export const MOST = 50_000_000;

/** The position of the first error. */
export interface Where {
  /** The kind of entry, or null for the file itself. */
  kind: Kind | null;
  /** Counted from 1; 0 for the file or the list itself. */
  number: number;
  /** `sensations/0/code`; empty for the whole entry. */
  field: string;
}

export type Refusal =
  | { is: 'empty' | 'too-large' | 'cut-off' | 'csv' | 'not-ours' | 'newer' | 'unreadable' }
  | { is: 'wrong'; where: Where };

/** Refuses a file by its size, before reading it. */
export function refusalBySize({ size }: { size: number }): Refusal | null {
  if (size === 0) return { is: 'empty' };
  return size >= MOST ? { is: 'too-large' } : null;
}
