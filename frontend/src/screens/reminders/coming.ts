/** A reminder's next times: as the server said, or as far as this phone can tell. */
import { knownZone, localDate, localTime, offsetMinutes, zoneHere } from '../../logic/felt';
import { momentsOf } from '../../logic/meetings';
import { clockChange, nextDays, nextTimes, partWithin, type Span, type WindowDay } from '../../logic/schedule';
import type { Account, Kept, Reminder } from '../../store';
import { zoneOf } from './reminder';

const SHOWN = 3;

/** The reminder's zone; null if it is switched off, or this phone doesn't know the zone. */
function computableZone(reminder: Reminder): string | null {
  const zone = zoneOf(reminder);
  return reminder.active && knownZone(zone) === zone ? zone : null;
}

/** `nextDue`: when the server will send it, as it last said; absent if it hasn't said so for this version. */
export type Expected = Reminder & { nextDue?: readonly string[] };

/**
 * With what the server said. Not if the reminder follows the phone and the server still has another clock for it: that is
 * sent with the next sync, and moves the reminder.
 */
export function expected({ data, nextDue }: Pick<Kept<Reminder>, 'data' | 'nextDue'>, account: Account | null): Expected {
  if (!nextDue || !account) return data;
  const zone = account.zone ?? 'UTC';
  const isSameClock = nextDue.map((at) => new Date(at)).every((at) => offsetMinutes(at, zone) === offsetMinutes(at, zoneHere()));
  return data.zone !== 'follow' || isSameClock ? { ...data, nextDue } : data;
}

/** What the server said, as far as it is still to come; null if it hasn't said, or all of it has gone by. */
function promised({ nextDue }: Expected, now: Date): Date[] | null {
  const ahead = nextDue?.map((at) => new Date(at)).filter((at) => at > now);
  return ahead?.length || nextDue?.length === 0 ? ahead! : null;
}

/** Whether something is to come, but not for this phone to say, since it doesn't know the reminder's zone. */
export const isClockUnknown = (reminder: Expected, now: Date = new Date()): boolean =>
  reminder.active && !reminder.meeting && !computableZone(reminder) && promised(reminder, now)?.length !== 0;

/** The next instants of a reminder at a fixed time, or around a meeting. */
export function comingOf(reminder: Expected, now: Date = new Date()): Date[] {
  if (reminder.meeting) return reminder.active ? momentsOf(reminder.meeting).filter((at) => at > now) : [];
  const { days, at, ends } = reminder;
  const zone = computableZone(reminder);
  return zone && at ? promised(reminder, now) ?? nextTimes({ days, at, ends, zone }, now) : [];
}

/** The next days of a reminder at random times, which only the server draws; without those on which all of it came. */
export function comingDaysOf(reminder: Expected, now: Date = new Date()): WindowDay[] {
  const { days, within, ends } = reminder;
  const zone = computableZone(reminder);
  if (!zone || !within) return [];
  const first = (promised(reminder, now) ?? [now])[0];
  return first ? nextDays({ days, ends, zone }, within, now, SHOWN + 1).filter((day) => day.ends >= first).slice(0, SHOWN) : [];
}

/** Whether this phone itself would put one of the next times elsewhere: the server has other clock rules, older or newer. */
export function hasOtherRules(reminder: Expected, now: Date = new Date()): boolean {
  const { days, at, within, ends, meeting } = reminder;
  const zone = computableZone(reminder);
  if (!zone || meeting) return false;
  const isOwn = (due: Date): boolean => {
    const before = new Date(due.getTime() - 1);
    if (within) return nextDays({ days, ends, zone }, within, before, 1).some(({ begins }) => begins <= due);
    return localTime(due, zone) === at || nextTimes({ days, at: at!, ends, zone }, before, 1)[0]?.getTime() === due.getTime();
  };
  return !(promised(reminder, now) ?? []).every(isOwn);
}

const spansOf = (reminder: Expected, now: Date): Span[] =>
  reminder.within ? comingDaysOf(reminder, now) : comingOf(reminder, now).map((at) => ({ begins: at, ends: at }));

export type QuietHours = Pick<Account, 'quiet_from' | 'quiet_to'>;

/** How much of the next times falls in the quiet hours, which follow this phone's clock. */
export function quietPart(reminder: Expected, { quiet_from, quiet_to }: QuietHours, now: Date = new Date()): 'none' | 'part' | 'all' {
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
export function clocksChanged(reminder: Expected, now: Date = new Date()): ChangedClocks | null {
  if (reminder.meeting) return null;
  const zone = zoneOf(reminder);
  const last = spansOf(reminder, now).at(-1);
  const at = last ? clockChange(now, last.ends, zone) : null;
  if (!at) return null;
  const instead = comingOf(reminder, now).find((due) => localTime(due, zone) !== reminder.at);
  return { date: localDate(at, zone), instead: instead ?? null };
}
