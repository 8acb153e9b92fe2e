/** A reminder's next times, as far as this phone can tell. */
import { knownZone, localDate, localTime, zoneHere } from '../../logic/felt';
import { clockChange, nextDays, nextTimes, partWithin, type Span, type WindowDay } from '../../logic/schedule';
import type { Account, Reminder } from '../../store';
import { zoneOf } from './reminder';

/** The reminder's zone; null if it is switched off, or this phone doesn't know the zone. */
function computableZone(reminder: Reminder): string | null {
  const zone = zoneOf(reminder);
  return reminder.active && knownZone(zone) === zone ? zone : null;
}

/** The next instants of a reminder at a fixed time. */
export function comingOf(reminder: Reminder, now: Date = new Date()): Date[] {
  const { days, at, ends } = reminder;
  const zone = computableZone(reminder);
  return zone && at ? nextTimes({ days, at, ends, zone }, now) : [];
}

/** The next days of a reminder at random times, which only the server draws. */
export function comingDaysOf(reminder: Reminder, now: Date = new Date()): WindowDay[] {
  const { days, within, ends } = reminder;
  const zone = computableZone(reminder);
  return zone && within ? nextDays({ days, ends, zone }, within, now) : [];
}

const spansOf = (reminder: Reminder, now: Date): Span[] =>
  reminder.within ? comingDaysOf(reminder, now) : comingOf(reminder, now).map((at) => ({ begins: at, ends: at }));

export type QuietHours = Pick<Account, 'quiet_from' | 'quiet_to'>;

/** How much of the next times falls in the quiet hours, which follow this phone's clock. */
export function quietPart(reminder: Reminder, { quiet_from, quiet_to }: QuietHours, now: Date = new Date()): 'none' | 'part' | 'all' {
  if (!quiet_from || !quiet_to) return 'none';
  return partWithin(spansOf(reminder, now), quiet_from, quiet_to, zoneHere());
}

export interface ChangedClocks {
  /** The local date of the clock change. */
  date: string;
  /** When the reminder comes instead, if the change skips its time. */
  instead: Date | null;
}

/** A clock change before the last of the next times. */
export function clocksChanged(reminder: Reminder, now: Date = new Date()): ChangedClocks | null {
  const zone = zoneOf(reminder);
  const last = spansOf(reminder, now).at(-1);
  const at = last ? clockChange(now, last.ends, zone) : null;
  if (!at) return null;
  const instead = comingOf(reminder, now).find((due) => localTime(due, zone) !== reminder.at);
  return { date: localDate(at, zone), instead: instead ?? null };
}
