/** The server's list of devices that receive nudges. */
import type { components } from '../../api-types';
import { api, type ApiAnswer } from '../../store';

/** `used_at`: the app was opened there; `accepted_at`: its push service accepted a nudge. */
export type NudgedDevice = components['schemas']['SubscriptionSchema'];

const path = '/api/push/subscriptions/';

export const listDevices = (): Promise<ApiAnswer<{ results: NudgedDevice[] }>> => api('GET', path);
export const removeDevice = (id: string): Promise<ApiAnswer<null>> => api('DELETE', `${path}${id}/`);
export const testDevice = (id: string): Promise<ApiAnswer<components['schemas']['PushTest']>> => api('POST', `${path}${id}/tests/`);
