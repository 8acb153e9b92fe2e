/** A check-in that was begun on Now but isn't kept yet, as its draft stores it. Pure. */
import type { Sensation } from '../store/types';
import { localDate } from './felt';

/** `felt_at` and `zone` of a check-in. */
export interface FeltAt {
  felt_at: string;
  zone: string;
}

export interface Begun {
  felt: Sensation[];
  note: string;
  /** When it was begun. */
  began: FeltAt;
  /** When it was last changed, in milliseconds since 1970; 0 after Leave was used. */
  touched: number;
  /** The time to keep it with; null for the time of keeping. */
  at: FeltAt | null;
}

/** Drafts of check-ins are recognised by it (kinds/drafts.ts). */
const PREFIX = 'now.';
const HALF_HOUR = 30 * 60_000;

/**
 * A unique draft name, so that two windows never overwrite each other's draft: whoever replaces a draft has read all of it.
 */
export const newName = (): string => PREFIX + crypto.getRandomValues(new Uint32Array(4)).join('-');

/** Now restores a draft within half an hour on the same day. A clock that was set back makes it stale. */
export function isFresh({ touched }: Pick<Begun, 'touched'>, now: Date): boolean {
  const age = now.getTime() - touched;
  return age >= 0 && age < HALF_HOUR && localDate(new Date(touched)) === localDate(now);
}

/** Merges in the sensations of before; those chosen since stay as they are. */
export function beside(felt: Sensation[], before: Sensation[]): Sensation[] {
  const chosen = felt.map(({ code }) => code);
  return [...felt, ...before.filter(({ code }) => !chosen.includes(code))];
}
