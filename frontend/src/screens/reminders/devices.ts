/** The devices that are nudged, as the server knows them. */
import { api, type ApiAnswer } from '../../store';

export interface NudgedDevice {
  id: string;
  label: string | null;
  created_at: string;
  /** The last time that Noticing was opened there. */
  used_at: string;
  /** The last time that its push service took a nudge. */
  accepted_at: string | null;
}

export type TestOutcome = 'accepted' | 'gone' | 'refused' | 'unreachable' | 'paused';

const path = '/api/push/subscriptions/';

export const listDevices = (): Promise<ApiAnswer<{ results: NudgedDevice[] }>> => api('GET', path);
export const removeDevice = (id: string): Promise<ApiAnswer<null>> => api('DELETE', `${path}${id}/`);
export const testDevice = (id: string): Promise<ApiAnswer<{ outcome: TestOutcome }>> => api('POST', `${path}${id}/tests/`);
