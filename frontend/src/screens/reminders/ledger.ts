/** The server's list of past nudges, newest first. */
import type { components } from '../../api-types';
import { t, tCode } from '../../messages';
import { api, type ApiAnswer } from '../../store';

export type Nudge = components['schemas']['NudgeSchema'];

export interface Page {
  results: Nudge[];
  /** The cursor of the next page. */
  next: string | null;
}

export const pageOf = (cursor: string | null): Promise<ApiAnswer<Page>> =>
  api('GET', cursor === null ? '/api/nudges/' : `/api/nudges/?cursor=${encodeURIComponent(cursor)}`);

const comesAgain = ({ state, response }: Pick<Nudge, 'state' | 'response'>): boolean =>
  state === 'pending' && response === 'later';

/** What the nudge was for, if it wasn't a moment that repeats; never with whom. */
export const purposeOf = ({ around_meeting }: Nudge): string | null => (around_meeting ? t('came.aroundMeeting') : null);

/** The outcome: the reason if there is one, else the state. Says so if it was mail. */
export function outcomeOf({ state, reason, device, channel, response }: Nudge): string {
  if (comesAgain({ state, response })) return t('came.again');
  if (state === 'accepted' && device) return t('came.on', { device });
  const plain = reason ? (`came.reasons.${reason}` as const) : (`came.states.${state}` as const);
  return channel === 'email' ? tCode('came.byMail', reason ?? state, plain) : t(plain);
}

/** The person's response, unless the outcome already says it. */
export const responseOf = ({ state, response }: Nudge): string | null =>
  response && !comesAgain({ state, response }) ? t(`came.responses.${response}`) : null;

/** Grouped by the local date they were due, in the given order. */
export function byDate(nudges: readonly Nudge[]): { date: string; nudges: Nudge[] }[] {
  const days = new Map<string, Nudge[]>();
  for (const nudge of nudges) days.set(nudge.local_date, [...(days.get(nudge.local_date) ?? []), nudge]);
  return [...days].map(([date, its]) => ({ date, nudges: its }));
}
