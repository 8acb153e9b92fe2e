/** The server's list of account events, newest first. */
import type { components } from '../../../api-types';
import { zoneHere } from '../../../logic/felt';
import { t } from '../../../messages';
import { timeIn } from '../../../parts/time/days';
import { api, type ApiAnswer } from '../../../store';

export type Event = components['schemas']['EventSchema'];

interface Page {
  results: Event[];
  /** The cursor of the next page. */
  next: string | null;
}

export const pageOf = (cursor: string | null): Promise<ApiAnswer<Page>> =>
  api('GET', cursor === null ? '/api/events/' : `/api/events/?cursor=${encodeURIComponent(cursor)}`);

const linkOf = ({ label }: Event): string =>
  label === null ? t('happened.linkGone') : t('happened.link', { label });

export const told = (event: Event): string => t(`happened.what.${event.what}`, { link: linkOf(event) });

/** The local time, or a rough one if the server has no other. */
export const when = ({ at, part }: Event): string => (at === null ? t(`parts.${part}`) : timeIn(at, zoneHere()));

/** Grouped by day, in the given order. */
export function byDay(events: readonly Event[]): { date: string; events: Event[] }[] {
  const days: { date: string; events: Event[] }[] = [];
  for (const event of events) {
    const last = days.at(-1);
    if (last?.date === event.date) last.events.push(event);
    else days.push({ date: event.date, events: [event] });
  }
  return days;
}
