/** The rest periods for all reminders that can be chosen by name. */
import { instant, localDate, localTime } from './felt';
import { daysAfter, instantAt } from './schedule';

export type RestLength = 'tonight' | 'tomorrow' | 'week';

const EVENING = '18:00';
const MORNING = '07:00';

/** The choices available now; `tonight` only while it is still ahead. */
export function restLengths(now: Date, zone: string): { length: RestLength; until: string }[] {
  const today = localDate(now, zone);
  const at = (days: number, time: string): string => instant(instantAt(daysAfter(today, days), time, zone));
  return [
    ...(localTime(now, zone) < EVENING ? [{ length: 'tonight' as const, until: at(0, EVENING) }] : []),
    { length: 'tomorrow', until: at(1, MORNING) },
    { length: 'week', until: at(7, MORNING) },
  ];
}

/** Until the start of that day. */
export const restUntilDay = (date: string, zone: string): string => instant(instantAt(date, '00:00', zone));
