/**
 * A check-in kept from a notification. It waits in the phone's drafts, which never leave the phone, until its owner has seen
 * it. The row holds a `FeltAt` as JSON. Pure.
 */
import { TAPPED } from './tapped-prefix';

/** The action of a notification. It is the phone's own: no push has it. */
export const SOMETHING = 'something';

/**
 * The id that the check-in will have, so that keeping it in two windows makes one entry. A random one: it isn't sealed, and
 * a UUIDv7 would show the time.
 */
export const nameOf = (id: string): string => TAPPED + id;
export const idOf = (name: string): string => name.slice(TAPPED.length);

/** Recognised by the name, like an entry's draft (kinds/drafts.ts). */
export const isTapped = ({ name }: { name: string }): boolean => name.startsWith(TAPPED);
