/** What stands on the screens in the place of an entry that nothing opens any more: its day is known, and nothing else. */
import bodies from '../../kinds/bodies.json';
import { isDated, KINDS, type Body, type Kind } from '../../kinds/kinds';

const UNKNOWN_DAY = '1970-01-01';

/** `date`: the local one; '' for what stands on no day. */
export function inPlaceOf(kind: string, date: string): Body {
  const body: Body = { ...bodies[kind as Kind]?.placeholder };
  if (!isDated(kind)) return body;
  return { ...body, [KINDS[kind].moment]: `${date || UNKNOWN_DAY}T12:00:00Z`, zone: 'UTC', never_shared: true };
}
