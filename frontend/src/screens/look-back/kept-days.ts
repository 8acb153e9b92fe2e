/** In words: how many check-ins and practices. */
import { t } from '../../messages';
import type { Extent } from '../../store';
import type { OnDay } from './days';

export const NOTHING: Extent = { count: 0, practices: 0, first: null, last: null };

/** "2 check-ins", "1 practice", "2 check-ins and 1 practice". */
export function whatIsOn({ checkIns, practices }: OnDay): string {
  const said = [t('lookBack.checkIns', { n: checkIns }), t('lookBack.practices', { n: practices })] as const;
  if (practices === 0) return said[0];
  return checkIns === 0 ? said[1] : t('lookBack.both', { checkIns: said[0], practices: said[1] });
}

export const whatIsKept = ({ count, practices }: Extent): string => whatIsOn({ checkIns: count, practices });
