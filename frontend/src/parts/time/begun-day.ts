/** The day on which something was begun, for use within a sentence. */
import type { FeltAt } from '../../logic/begun';
import { localDate } from '../../logic/felt';
import { t } from '../../messages';
import { format, ownDayName } from './days';
import { present } from './today.svelte';

const DAY = 86_400_000;
const weekday = format({ weekday: 'long' });

const daysSince = (date: string, now: Date): number => (Date.parse(localDate(now)) - Date.parse(date)) / DAY;

const dateOf = ({ felt_at, zone }: FeltAt): string => localDate(new Date(felt_at), zone);

/** `Tuesday`, and from a week ago `Tuesday 3 June`. */
export function recentDay(at: FeltAt, now: Date = present()): string {
  const date = dateOf(at);
  const ago = daysSince(date, now);
  return ago >= 0 && ago < 7 ? weekday(date) : ownDayName(date, now);
}

/** `today`, `yesterday`, `on Tuesday`, and from a week ago `on Tuesday 3 June`. */
export function begunDay(at: FeltAt, now: Date = present()): string {
  const ago = daysSince(dateOf(at), now);
  if (ago === 0) return t('begun.today');
  if (ago === 1) return t('begun.yesterday');
  return t('begun.onDay', { day: recentDay(at, now) });
}
