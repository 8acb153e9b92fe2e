/** Reminders as the screens set them, keep them, and reckon with them. */
import { knownZone, zoneHere } from '../../logic/felt';
import { nextTimes } from '../../logic/schedule';
import { amend, type Kept, type Reminder, type Weekday } from '../../store';

export const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
export const workdays: readonly Weekday[] = weekdays.slice(0, 5);

export interface Offer {
  name: 'evenings' | 'mornings' | 'noon' | 'own';
  days: readonly Weekday[];
  at: string;
}

/** Ready made: a tap on one, a tap on Keep. */
export const offers: readonly Offer[] = [
  { name: 'evenings', days: weekdays, at: '20:30' },
  { name: 'mornings', days: workdays, at: '08:00' },
  { name: 'noon', days: weekdays, at: '12:30' },
  { name: 'own', days: weekdays, at: '18:00' },
];

export const fresh = ({ days, at }: Pick<Offer, 'days' | 'at'>): Reminder => ({
  days: [...days], at, within: null, zone: 'follow', skip_after_check_in: null, channel: 'push', wording: 'neutral',
  own_words: null, active: true, ends: null,
});

/** In the week's order, however they were tapped. */
export const toggled = (days: readonly Weekday[], day: Weekday): Weekday[] =>
  weekdays.filter((each) => days.includes(each) !== (each === day));

export const zoneOf = ({ zone }: Reminder): string => (zone === 'follow' ? zoneHere() : zone);

/** None of one that is switched off or in a zone unknown here, nor of a window: the server draws its times. */
export function comingOf(reminder: Reminder, now: Date = new Date()): Date[] {
  const { days, at, ends, active } = reminder;
  const zone = zoneOf(reminder);
  if (!active || at === null || at === '' || knownZone(zone) !== zone) return [];
  return nextTimes({ days, at, ends, zone }, now);
}

export async function setActive({ id }: Kept<Reminder>, active: boolean): Promise<void> {
  await amend<Reminder>('reminders', id, (data) => ({ ...data, active }));
}
