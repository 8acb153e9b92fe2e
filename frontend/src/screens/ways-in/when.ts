/** When a sign-in method was made and last used, in words. */
import { t } from '../../messages';
import { dayOf } from '../../parts/time/days';

/** From seconds since 1970. */
export const dayOfSeconds = (seconds: number): string => dayOf(new Date(seconds * 1000).toISOString());

export function whenUsed({ created_at: created, last_used_at: used }: { created_at: number; last_used_at: number | null }): string {
  const since = t('passkeys.created', { date: dayOfSeconds(created) });
  return used ? `${since}, ${t('passkeys.used', { date: dayOfSeconds(used) })}` : since;
}
