/** A day's counts in words. */
import { locale } from '../../language';
import { t } from '../../messages';
import { datedKinds, type DatedKind, type Extent } from '../../store';
import { nothing, type OnDay } from './days';

export const NOTHING: Extent = { counts: nothing(), first: null, last: null };

const together = new Intl.ListFormat(locale, { type: 'conjunction' });

/** "2 check-ins", "1 practice", "2 check-ins and 1 practice"; "0 check-ins" for an empty day. */
export function whatIsOn(counts: OnDay): string {
  const there = datedKinds.filter((kind) => counts[kind] > 0);
  const said: DatedKind[] = there.length > 0 ? there : ['check-ins'];
  return together.format(said.map((kind) => t(`lookBack.count.${kind}`, { n: counts[kind] })));
}
