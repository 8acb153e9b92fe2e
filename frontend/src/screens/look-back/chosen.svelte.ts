/** The chosen period, shared by all charts until the app is closed. */
import { periodBetween, periodOf, type Period, type PeriodName } from '../../logic/patterns/periods';
import { today } from '../../parts/time/today.svelte';

export const chosen = $state<{ name: PeriodName; from: string; to: string }>({ name: '12w', from: '', to: '' });

/** The period to count: its name, which is also the cache key, and its dates. */
export interface Wanted {
  name: PeriodName;
  period: Period;
}

export const lastTwelveWeeks = (): Wanted => ({ name: '12w', period: periodOf('12w', today(), null) });

/** `first` is the date of the earliest check-in. Null while the two dates aren't a valid period. */
export function chosenPeriod(first: string | null): Wanted | null {
  const { name, from, to } = chosen;
  const period = name === 'own' ? periodBetween(from, to) : periodOf(name, today(), first);
  return period && { name, period };
}
