/** In words: how many check-ins, practices and repairs. */
import { locale } from '../../language';
import { t } from '../../messages';
import type { Extent } from '../../store';
import type { OnDay } from './days';

export const NOTHING: Extent = { count: 0, practices: 0, repairs: 0, first: null, last: null };

const together = new Intl.ListFormat(locale, { type: 'conjunction' });

/** "2 check-ins", "1 practice", "2 check-ins and 1 practice"; "0 check-ins" where there is nothing at all. */
export function whatIsOn({ checkIns, practices, repairs }: OnDay): string {
  const said = [
    { n: practices, words: t('lookBack.practices', { n: practices }) },
    { n: repairs, words: t('lookBack.repairs', { n: repairs }) },
  ].filter(({ n }) => n > 0).map(({ words }) => words);
  if (checkIns > 0 || said.length === 0) said.unshift(t('lookBack.checkIns', { n: checkIns }));
  return together.format(said);
}

export const whatIsKept = ({ count, ...others }: Extent): string => whatIsOn({ checkIns: count, ...others });
