/** Whether an answer of the server stops the sync, whatever was asked. Pure. */
import type { Answer } from './server';

/** Why the sync stops: to retry later, or until the person acts. */
export type SyncStop =
  | { is: 'wait'; seconds: number | null }
  | { is: 'ask'; ask: 'sign-in' | 'consent' };

/** Includes a session that requires the lock's pass when this page hasn't got it. */
export const isSignedOut = ({ status, code }: { status: number; code: string | undefined }): boolean => status === 401 || code === 'locked';

/** Whether the sync has to stop, whatever the request was; null to go on. */
export function stopFor({ status, problem, retryAfter }: Answer): SyncStop | null {
  const code = problem?.code;
  if (isSignedOut({ status, code }) || code === 'reauthentication_required') return { is: 'ask', ask: 'sign-in' };
  if (status === 403 && code === 'consent_required') return { is: 'ask', ask: 'consent' };
  const later = status < 400 || status >= 500 || status === 408 || status === 425 || status === 429;
  return later || code === 'csrf' ? { is: 'wait', seconds: retryAfter } : null;
}
