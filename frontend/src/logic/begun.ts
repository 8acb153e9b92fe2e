/** A check-in that was begun on Now and isn't kept yet, as its draft holds it. Pure. */
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
  /** When it was last changed, in milliseconds since 1970; 0 once Leave was used. */
  touched: number;
  /** The time that it will be kept with; null for the time at which it is kept. */
  at: FeltAt | null;
}

const PREFIX = 'now.';
const HALF_HOUR = 30 * 60_000;

/**
 * A name that is used for one writing only. So whoever has a draft go in exchange for a newer one has seen all that was
 * in it: two windows never overwrite each other's.
 */
export const newName = (): string => PREFIX + crypto.getRandomValues(new Uint32Array(4)).join('-');

/** By its name; the journal has drafts, too. */
export const isBegun = ({ name }: { name: string }): boolean => name.startsWith(PREFIX);

/** Within half an hour and on the same day, Now comes back as it was. A clock that was set back makes it old. */
export function isFresh({ touched }: Pick<Begun, 'touched'>, now: Date): boolean {
  const age = now.getTime() - touched;
  return age >= 0 && age < HALF_HOUR && localDate(new Date(touched)) === localDate(now);
}

/** What was chosen meanwhile stays as it is. */
export function beside(felt: Sensation[], before: Sensation[]): Sensation[] {
  const chosen = felt.map(({ code }) => code);
  return [...felt, ...before.filter(({ code }) => !chosen.includes(code))];
}
