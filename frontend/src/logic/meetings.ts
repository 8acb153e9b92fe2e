/** Reminders around a meeting: the times that are proposed, and which reminders are still to come. Pure. */
import { isDate } from './dates';
import { localDate, localTime } from './felt';
import { daysAfter, instantAt, weekdayOf } from './schedule';
import type { Kept, Meeting, Reminder, Weekday } from '../store/types';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MORNING = '09:00';
/** A meeting that ends before this hour still belongs to the evening. */
const NIGHT_ENDS = 5 * HOUR;

/** Stands for the person's id in the path of a meeting without a name. */
export const NOBODY = 'nobody';

/** The four times as the form has them: `2026-12-01T17:30` by this phone's clock, or empty. */
export interface Times {
  begins: string;
  ends: string;
  /** Empty while they are as proposed. */
  before: string;
  after: string;
}

/** The local time of a form's field. */
export const wallOf = (at: Date, zone: string): string => `${localDate(at, zone)}T${localTime(at, zone)}`;

/** Null for a field that is empty or holds no date. */
export function instantOf(wall: string, zone: string): Date | null {
  const [date = '', time = ''] = wall.split('T');
  return isDate(date) && /^\d\d:\d\d/.test(time) ? instantAt(date, time.slice(0, 5), zone) : null;
}

const moved = (wall: string, by: number, zone: string): string => {
  const at = instantOf(wall, zone);
  return at ? wallOf(new Date(at.getTime() + by), zone) : '';
};

/** The next full hour but one, and an hour long. */
export function firstTimes(now: Date, zone: string): Times {
  const begins = `${wallOf(new Date(now.getTime() + 2 * HOUR), zone).slice(0, 13)}:00`;
  return { begins, ends: moved(begins, HOUR, zone), before: '', after: '' };
}

/** With another beginning, the meeting lasts as long as before. */
export function beginningAt(times: Times, begins: string, zone: string): Times {
  const [from, to, now] = [times.begins, times.ends, begins].map((wall) => instantOf(wall, zone));
  const ends = from && to && now ? moved(begins, to.getTime() - from.getTime(), zone) : times.ends;
  return { ...times, begins, ends };
}

/** Half an hour before the meeting, and the next morning, unless the person has chosen others. */
export function withProposals({ begins, ends, before, after }: Times, zone: string): Times {
  const evening = moved(ends, -NIGHT_ENDS, zone).slice(0, 10);
  return {
    begins, ends,
    before: before || moved(begins, -30 * MINUTE, zone),
    after: after || (evening && `${daysAfter(evening, 1)}T${MORNING}`),
  };
}

export interface Problems {
  begins?: 'none';
  ends?: 'none' | 'order';
  before?: 'none' | 'within';
  after?: 'none' | 'within' | 'past';
}

/** Why these times can't be kept; empty if they can. */
export function problemsOf(times: Times, now: Date, zone: string): Problems {
  const [begins, ends, before, after] = [times.begins, times.ends, times.before, times.after].map((wall) => instantOf(wall, zone));
  if (!begins) return { begins: 'none' };
  if (!ends) return { ends: 'none' };
  if (ends <= begins) return { ends: 'order' };
  if (!before || before >= begins) return { before: before ? 'within' : 'none' };
  if (!after || after < ends) return { after: after ? 'within' : 'none' };
  return after <= now ? { after: 'past' } : {};
}

const utc = (wall: string, zone: string): string => `${instantOf(wall, zone)!.toISOString().slice(0, 19)}Z`;

/** The times must have no problem. */
export const meetingAt = ({ begins, ends, before, after }: Times, settle: boolean, zone: string): Meeting => ({
  begins_at: utc(begins, zone), ends_at: utc(ends, zone), before_at: utc(before, zone), after_at: utc(after, zone), settle,
});

export function timesOf({ begins_at, ends_at, before_at, after_at }: Meeting, zone: string): Times {
  const [begins, ends, before, after] = [begins_at, ends_at, before_at, after_at].map((at) => wallOf(new Date(at), zone));
  const proposed = withProposals({ begins: begins!, ends: ends!, before: '', after: '' }, zone);
  const chosen = (moment: 'before' | 'after', at: string): string => (proposed[moment] === at ? '' : at);
  return { begins: begins!, ends: ends!, before: chosen('before', before!), after: chosen('after', after!) };
}

export const momentsOf = ({ before_at, after_at }: Meeting): Date[] => [new Date(before_at), new Date(after_at)];

/** The days of the week of the two moments, in the week's order. */
export function daysOf(meeting: Meeting, zone: string): Weekday[] {
  const days = momentsOf(meeting).map((at) => weekdayOf(localDate(at, zone)));
  return WEEK.filter((day) => days.includes(day));
}

/** A day after the second moment, when the server removes it. Rows of earlier versions have no `meeting`. */
export const isOver = ({ meeting }: Reminder, now: Date): boolean =>
  !!meeting && Date.parse(meeting.after_at) + DAY <= now.getTime();

/** The reminders around a meeting with somebody of which something is still to come. */
export const pendingWith = (reminders: readonly Kept<Reminder>[], person: string, now: Date): Kept<Reminder>[] =>
  reminders.filter(({ data }) => data.person === person && !!data.meeting && Date.parse(data.meeting.after_at) > now.getTime());
