/** Until when all reminders can rest: instants that one names in a word. */
import { instant, localDate, localTime } from './felt';
import { daysAfter, instantAt } from './schedule';

export type RestLength = 'tonight' | 'tomorrow' | 'week';

const EVENING = '18:00';
const MORNING = '07:00';

/** What can be offered now; `tonight` only while it is still to come. */
export function restLengths(now: Date, zone: string): { length: RestLength; until: string }[] {
  const today = localDate(now, zone);
  const at = (days: number, time: string): string => instant(instantAt(daysAfter(today, days), time, zone));
  return [
    ...(localTime(now, zone) < EVENING ? [{ length: 'tonight' as const, until: at(0, EVENING) }] : []),
    { length: 'tomorrow', until: at(1, MORNING) },
    { length: 'week', until: at(7, MORNING) },
  ];
}

/** Until that day begins. */
export const restUntilDay = (date: string, zone: string): string => instant(instantAt(date, '00:00', zone));
