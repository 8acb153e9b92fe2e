/** The placeholder body shown for an entry that can't be decrypted any more: only its day is known. */
import bodies from '../../kinds/bodies.json';
import { isDated, KINDS, type Body, type Kind } from '../../kinds/kinds';

const UNKNOWN_DAY = '1970-01-01';

/** `date` is the local date; '' for kinds without one. */
export function inPlaceOf(kind: string, date: string): Body {
  const body: Body = { ...bodies[kind as Kind]?.placeholder };
  if (!isDated(kind)) return body;
  return { ...body, [KINDS[kind].moment]: `${date || UNKNOWN_DAY}T12:00:00Z`, zone: 'UTC', never_shared: true };
}
