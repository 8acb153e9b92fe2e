/** The day on which something was begun, for use within a sentence. */
import type { FeltAt } from '../../logic/begun';
import { localDate } from '../../logic/felt';
import { t } from '../../messages';
import { format, ownDayName } from './days';
import { present } from './today.svelte';

const DAY = 86_400_000;
const weekday = format({ weekday: 'long' });

/** `today`, `yesterday`, `on Tuesday`, and from a week ago `on Tuesday 3 June`. */
export function begunDay({ felt_at, zone }: FeltAt, now: Date = present()): string {
  const date = localDate(new Date(felt_at), zone);
  const ago = (Date.parse(localDate(now)) - Date.parse(date)) / DAY;
  if (ago === 0) return t('begun.today');
  if (ago === 1) return t('begun.yesterday');
  return t('begun.onDay', { day: ago > 1 && ago < 7 ? weekday(date) : ownDayName(date, now) });
}
