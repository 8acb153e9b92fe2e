/** The private link for reminders in a calendar app. */
import type { components } from '../../api-types';
import { api, type ApiAnswer } from '../../store';

/**
 * `created_at` is null without a link; `fetched_at` is when a calendar app last read it; `meetings` whether the moments
 * around meetings are in it.
 */
export type CalendarLink = components['schemas']['Calendar'];

/** `link` contains the secret; the server returns it only once. */
export type MadeCalendarLink = components['schemas']['CalendarLink'];

const path = '/api/me/calendar/';

export const calendarLink = (): Promise<ApiAnswer<CalendarLink>> => api('GET', path);
/** The previous link stops working. */
export const makeCalendarLink = (): Promise<ApiAnswer<MadeCalendarLink>> => api('PUT', path);
export const setMeetings = (meetings: boolean): Promise<ApiAnswer<CalendarLink>> => api('PATCH', path, { meetings });
export const stopCalendarLink = (): Promise<ApiAnswer<null>> => api('DELETE', path);
