/** The private calendar of the reminders that are to ring in a calendar app. */
import type { components } from '../../api-types';
import { api, type ApiAnswer } from '../../store';

/** `created_at` is null when there is none; `fetched_at`: a calendar app last read it. */
export type CalendarLink = components['schemas']['Calendar'];

/** `link` holds the secret; the server says it this once. */
export type MadeCalendarLink = components['schemas']['CalendarLink'];

const path = '/api/me/calendar/';

export const calendarLink = (): Promise<ApiAnswer<CalendarLink>> => api('GET', path);
/** The one before is then dead. */
export const makeCalendarLink = (): Promise<ApiAnswer<MadeCalendarLink>> => api('PUT', path);
export const stopCalendarLink = (): Promise<ApiAnswer<null>> => api('DELETE', path);
