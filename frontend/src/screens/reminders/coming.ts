/** What of a reminder comes next, as far as it can be known here. */
import { knownZone, localDate, localTime, zoneHere } from '../../logic/felt';
import { clockChange, nextDays, nextTimes, partWithin, type Span, type WindowDay } from '../../logic/schedule';
import type { Account, Reminder } from '../../store';
import { zoneOf } from './reminder';

/** Its zone, where something can be reckoned: not for one that is switched off, nor in a zone that this phone doesn't know. */
function reckonedIn(reminder: Reminder): string | null {
  const zone = zoneOf(reminder);
  return reminder.active && knownZone(zone) === zone ? zone : null;
}

/** The next instants of one that comes at a time. */
export function comingOf(reminder: Reminder, now: Date = new Date()): Date[] {
  const { days, at, ends } = reminder;
  const zone = reckonedIn(reminder);
  return zone && at ? nextTimes({ days, at, ends, zone }, now) : [];
}

/** The next days of one that comes some time between two: the minutes are drawn by the server. */
export function comingDaysOf(reminder: Reminder, now: Date = new Date()): WindowDay[] {
  const { days, within, ends } = reminder;
  const zone = reckonedIn(reminder);
  return zone && within ? nextDays({ days, ends, zone }, within, now) : [];
}

const spansOf = (reminder: Reminder, now: Date): Span[] =>
  reminder.within ? comingDaysOf(reminder, now) : comingOf(reminder, now).map((at) => ({ begins: at, ends: at }));

export type QuietHours = Pick<Account, 'quiet_from' | 'quiet_to'>;

/** How much of what comes next lies in the quiet hours, which go by the clock where the person is. */
export function quietPart(reminder: Reminder, { quiet_from, quiet_to }: QuietHours, now: Date = new Date()): 'none' | 'part' | 'all' {
  if (!quiet_from || !quiet_to) return 'none';
  return partWithin(spansOf(reminder, now), quiet_from, quiet_to, zoneHere());
}

export interface ChangedClocks {
  /** The local date on which they are changed. */
  date: string;
  /** When it comes instead, where that leaves the reminder's own time out. */
  instead: Date | null;
}

/** A clock change before the last of what comes next. */
export function clocksChanged(reminder: Reminder, now: Date = new Date()): ChangedClocks | null {
  const zone = zoneOf(reminder);
  const last = spansOf(reminder, now).at(-1);
  const at = last ? clockChange(now, last.ends, zone) : null;
  if (!at) return null;
  const instead = comingOf(reminder, now).find((due) => localTime(due, zone) !== reminder.at);
  return { date: localDate(at, zone), instead: instead ?? null };
}
