/** Schedules the account's deletion in a week, and cancels it. */
import { account, api, type Outcome } from '../../store';

const ERASURE = '/api/me/erasure/';

async function ask(method: 'PUT' | 'DELETE', good: number): Promise<Outcome> {
  const { status, problem } = await api(method, ERASURE);
  if (status !== good) {
    return { ok: false, problems: [{ field: null, code: problem?.code ?? 'general', message: '' }] };
  }
  // Changes nothing, but loads the account as it is now for every screen.
  return account.set({});
}

export const leaveInAWeek = (): Promise<Outcome> => ask('PUT', 200);
export const takeBack = (): Promise<Outcome> => ask('DELETE', 204);
