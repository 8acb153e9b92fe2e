/** The devices that are nudged, as the server knows them. */
import type { components } from '../../api-types';
import { api, type ApiAnswer } from '../../store';

/** `used_at`: Noticing was opened there; `accepted_at`: its push service took a nudge. */
export type NudgedDevice = components['schemas']['SubscriptionSchema'];

const path = '/api/push/subscriptions/';

export const listDevices = (): Promise<ApiAnswer<{ results: NudgedDevice[] }>> => api('GET', path);
export const removeDevice = (id: string): Promise<ApiAnswer<null>> => api('DELETE', `${path}${id}/`);
export const testDevice = (id: string): Promise<ApiAnswer<components['schemas']['PushTest']>> => api('POST', `${path}${id}/tests/`);
