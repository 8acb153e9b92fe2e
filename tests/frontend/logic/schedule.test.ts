import { describe, expect, it } from 'vitest';
import alike from '../../reminders/schedule.json';
import {
  clockChange, daysAfter, instantAt, isWithin, nextDays, nextTimes, partWithin, weekdayOf, windowProblem, type Plan,
} from '../../../frontend/src/logic/schedule';

const EVERY_DAY = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const plan = (change: Partial<Plan> = {}): Plan => ({ days: EVERY_DAY, at: '20:30', zone: 'Europe/Lisbon', ends: null, ...change });
const next = (change: Partial<Plan>, now: string): string[] =>
  nextTimes(plan(change), new Date(now)).map((at) => at.toISOString().replace(':00.000', ''));
const at = (date: string, time: string, zone: string): string => instantAt(date, time, zone).toISOString().replace(':00.000', '');

/** The server agrees: tests/reminders/test_schedule.py reads the same file. */
describe('as on the server', () => {
  it.each(alike.instants as [string, string, string, string][])('%s %s in %s is %s', (date, time, zone, expected) => {
    expect(at(date, time, zone)).toBe(expected);
  });

  it.each(alike.next.map(({ plan: given, now, due }) => [now, given, due] as const))('the next three after %s of %o', (now, given, due) => {
    expect(next(given, now)).toEqual(due);
  });

  it.each(alike.windows.map((each) => [each.day, each] as const))('a window of %s holds as many', (day, { from, to, times, zone, fit }) => {
    const before = new Date(Date.parse(`${day}T00:00:00Z`) - 12 * 3_600_000);
    const days = nextDays({ days: EVERY_DAY, zone, ends: null }, { from, to, times }, before);
    expect(days.find(({ begins }) => begins.toISOString().startsWith(day))!.times).toBe(fit);
  });
});

describe('the next days of a window', () => {
  const days = (from: string, to: string, times: number, now: string, change: Partial<Plan> = {}): string[] =>
    nextDays(plan(change), { from, to, times }, new Date(now)).map(({ begins, ends, times: n }) =>
      `${begins.toISOString().slice(0, 16)} ${ends.toISOString().slice(11, 16)} ${n}`);

  it('begin with today until it is over', () => {
    expect(days('10:00', '20:00', 2, '2026-11-23T19:59:00Z')[0]).toBe('2026-11-23T10:00 20:00 2');
    expect(days('10:00', '20:00', 2, '2026-11-23T20:00:00Z')[0]).toBe('2026-11-24T10:00 20:00 2');
  });

  it('go over midnight, and belong to the day on which they begin', () => {
    const friday = { days: ['fri'] };
    expect(days('22:00', '02:00', 2, '2026-11-28T01:59:00Z', friday)[0]).toBe('2026-11-27T22:00 02:00 2');
    expect(days('22:00', '02:00', 2, '2026-11-28T02:00:00Z', friday)[0]).toBe('2026-12-04T22:00 02:00 2');
  });

  it('are the chosen weekdays, until the reminder ends', () => {
    expect(days('10:00', '20:00', 2, '2026-11-23T21:00:00Z', { days: ['wed'], ends: '2026-12-02' }))
      .toEqual(['2026-11-25T10:00 20:00 2', '2026-12-02T10:00 20:00 2']);
  });

  it('have fewer moments if a clock change makes them too short', () => {
    expect(days('00:30', '02:00', 3, '2026-03-28T12:00:00Z'))
      .toEqual(['2026-03-29T00:30 01:00 1', '2026-03-29T23:30 01:00 3', '2026-03-30T23:30 01:00 3']);
  });
});

describe('a window', () => {
  it.each([
    ['10:00', '20:00', 5, null], ['10:00', '13:00', 5, null], ['10:00', '12:59', 5, 'short'],
    ['10:00', '10:01', 1, null], ['10:00', '10:00', 1, 'same'], ['22:00', '06:00', 2, null], ['22:00', '01:00', 5, null],
    ['22:00', '00:59', 5, 'short'], ['23:59', '00:00', 1, null], ['23:59', '00:00', 2, 'short'],
  ] as const)('from %s to %s for %i: %s', (from, to, times, expected) => {
    expect(windowProblem({ from, to, times })).toBe(expected);
  });
});

describe('a clock change', () => {
  const changed = (from: string, to: string, zone: string): string | undefined =>
    clockChange(new Date(from), new Date(to), zone)?.toISOString().slice(0, 16);

  it.each([
    ['2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z', 'Europe/Lisbon', '2026-10-25T01:00'],
    ['2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z', 'Europe/Lisbon', '2026-03-29T01:00'],
    ['2026-10-01T00:00:00Z', '2026-10-05T00:00:00Z', 'Australia/Lord_Howe', '2026-10-03T15:30'],
    ['2026-10-24T12:00:00Z', '2026-10-25T00:59:00Z', 'Europe/Lisbon', undefined],
    ['2026-01-01T00:00:00Z', '2026-12-01T00:00:00Z', 'Asia/Kathmandu', undefined],
  ])('between %s and %s in %s: %s', (from, to, zone, expected) => {
    expect(changed(from, to, zone)).toBe(expected);
  });
});

describe('a time span', () => {
  const part = (begins: string, ends: string): string =>
    partWithin([{ begins: new Date(begins), ends: new Date(ends) }], '22:00', '07:00', 'Europe/Lisbon');

  it.each([
    ['2026-11-23T20:00:00Z', '2026-11-23T21:59:00Z', 'none'], ['2026-11-23T20:00:00Z', '2026-11-23T22:00:00Z', 'part'],
    ['2026-11-23T22:00:00Z', '2026-11-24T06:59:00Z', 'all'], ['2026-07-01T21:00:00Z', '2026-07-01T21:00:00Z', 'all'],
  ])('from %s to %s is in quiet hours: %s', (begins, ends, expected) => {
    expect(part(begins, ends)).toBe(expected);
  });
});

describe('a local date', () => {
  it('has a weekday', () => {
    expect(['2026-11-22', '2026-11-23', '2026-11-28'].map(weekdayOf)).toEqual(['sun', 'mon', 'sat']);
  });

  it('has dates before and after it, across months and years', () => {
    expect([daysAfter('2026-12-31', 1), daysAfter('2027-01-01', -1), daysAfter('2028-02-28', 1)])
      .toEqual(['2027-01-01', '2026-12-31', '2028-02-29']);
  });
});

describe('quiet hours', () => {
  it.each([
    ['09:00', '09:00', '17:00', true], ['16:59', '09:00', '17:00', true], ['17:00', '09:00', '17:00', false],
    ['22:00', '22:00', '07:00', true], ['03:00', '22:00', '07:00', true], ['07:00', '22:00', '07:00', false], ['12:00', '22:00', '07:00', false],
  ])('at %s within %s to %s: %s', (time, from, to, expected) => {
    expect(isWithin(time, from, to)).toBe(expected);
  });
});
