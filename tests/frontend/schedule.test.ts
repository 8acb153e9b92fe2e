import { describe, expect, it } from 'vitest';
import {
  clockChange, daysAfter, instantAt, isWithin, nextDays, nextTimes, partWithin, weekdayOf, windowProblem, type Plan,
} from '../../frontend/src/logic/schedule';

const EVERY_DAY = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const plan = (change: Partial<Plan> = {}): Plan => ({ days: EVERY_DAY, at: '20:30', zone: 'Europe/Lisbon', ends: null, ...change });
const next = (change: Partial<Plan>, now: string): string[] =>
  nextTimes(plan(change), new Date(now)).map((at) => at.toISOString().replace(':00.000', ''));
const at = (date: string, time: string, zone: string): string => instantAt(date, time, zone).toISOString().replace(':00.000', '');

describe('a time on the wall is an instant', () => {
  it.each([
    ['2026-11-23', '20:30', 'Europe/Lisbon', '2026-11-23T20:30Z'],
    ['2026-07-01', '20:30', 'Europe/Lisbon', '2026-07-01T19:30Z'],
    ['2026-07-01', '20:30', 'America/New_York', '2026-07-02T00:30Z'],
    ['2026-07-01', '08:00', 'Asia/Kathmandu', '2026-07-01T02:15Z'],
    ['2026-07-01', '08:00', 'Pacific/Kiritimati', '2026-06-30T18:00Z'],
    ['2026-07-01', '08:00', 'Etc/GMT+12', '2026-07-01T20:00Z'],
  ])('%s %s in %s', (date, time, zone, expected) => {
    expect(at(date, time, zone)).toBe(expected);
  });

  it.each([
    ['Lisbon, 01:00 to 02:00', '2026-03-29', '01:30', 'Europe/Lisbon', '2026-03-29T01:00Z'],
    ['its first minute', '2026-03-29', '01:00', 'Europe/Lisbon', '2026-03-29T01:00Z'],
    ['its last minute', '2026-03-29', '01:59', 'Europe/Lisbon', '2026-03-29T01:00Z'],
    ['the minute before it', '2026-03-29', '00:59', 'Europe/Lisbon', '2026-03-29T00:59Z'],
    ['the minute after it', '2026-03-29', '02:00', 'Europe/Lisbon', '2026-03-29T01:00Z'],
    ['New York, 02:00 to 03:00', '2026-03-08', '02:30', 'America/New_York', '2026-03-08T07:00Z'],
    ['Cairo, at midnight', '2026-04-24', '00:15', 'Africa/Cairo', '2026-04-23T22:00Z'],
    ['Lord Howe, half an hour', '2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:30Z'],
  ])('in the gap of %s it is the first one that exists', (_gap, date, time, zone, expected) => {
    expect(at(date, time, zone)).toBe(expected);
  });

  it.each([
    ['Lisbon', '2026-10-25', '01:30', 'Europe/Lisbon', '2026-10-25T00:30Z'],
    ['New York', '2026-11-01', '01:30', 'America/New_York', '2026-11-01T05:30Z'],
    ['Lord Howe', '2026-04-05', '01:45', 'Australia/Lord_Howe', '2026-04-04T14:45Z'],
  ])('doubled in %s it is the first of the two', (_place, date, time, zone, expected) => {
    expect(at(date, time, zone)).toBe(expected);
  });

  it('of a date that is skipped as a whole is the beginning of the next one', () => {
    expect(at('2011-12-30', '10:00', 'Pacific/Apia')).toBe('2011-12-30T10:00Z');
  });
});

describe('the next three times', () => {
  it('begin today while the time is to come', () => {
    expect(next({}, '2026-11-23T20:29:59Z')).toEqual(['2026-11-23T20:30Z', '2026-11-24T20:30Z', '2026-11-25T20:30Z']);
  });

  it('begin with the next day once it has come', () => {
    expect(next({}, '2026-11-23T20:30:00Z')[0]).toBe('2026-11-24T20:30Z');
  });

  it('fall on the chosen days', () => {
    expect(next({ days: ['mon', 'fri'] }, '2026-11-23T21:00:00Z')).toEqual(['2026-11-27T20:30Z', '2026-11-30T20:30Z', '2026-12-04T20:30Z']);
  });

  it('go by the date of the zone, not of London', () => {
    expect(next({ days: ['tue'], at: '07:00', zone: 'Pacific/Auckland' }, '2026-11-23T12:00:00Z')[0]).toBe('2026-11-23T18:00Z');
  });

  it('stay at the same time on the wall across a clock change', () => {
    expect(next({}, '2026-10-24T12:00:00Z')).toEqual(['2026-10-24T19:30Z', '2026-10-25T20:30Z', '2026-10-26T20:30Z']);
    expect(next({ at: '01:30' }, '2026-03-28T00:00:00Z')).toEqual(['2026-03-28T01:30Z', '2026-03-29T01:00Z', '2026-03-30T00:30Z']);
  });

  it('are fewer when the reminder ends', () => {
    expect(next({ ends: '2026-11-24' }, '2026-11-23T12:00:00Z')).toEqual(['2026-11-23T20:30Z', '2026-11-24T20:30Z']);
    expect(next({ ends: '2026-11-22' }, '2026-11-23T12:00:00Z')).toEqual([]);
  });

  it('are none without a day', () => {
    expect(next({ days: [] }, '2026-11-23T12:00:00Z')).toEqual([]);
  });
});

describe('the next days of a window', () => {
  const days = (from: string, to: string, times: number, now: string, change: Partial<Plan> = {}): string[] =>
    nextDays(plan(change), { from, to, times }, new Date(now)).map(({ begins, ends, times: n }) =>
      `${begins.toISOString().slice(0, 16)} ${ends.toISOString().slice(11, 16)} ${n}`);

  it('begin today until it is over', () => {
    expect(days('10:00', '20:00', 2, '2026-11-23T19:59:00Z')[0]).toBe('2026-11-23T10:00 20:00 2');
    expect(days('10:00', '20:00', 2, '2026-11-23T20:00:00Z')[0]).toBe('2026-11-24T10:00 20:00 2');
  });

  it('fall on the chosen days, until it ends', () => {
    expect(days('10:00', '20:00', 2, '2026-11-23T21:00:00Z', { days: ['wed'], ends: '2026-12-02' }))
      .toEqual(['2026-11-25T10:00 20:00 2', '2026-12-02T10:00 20:00 2']);
  });

  it('hold fewer moments where a clock change leaves them no room', () => {
    expect(days('00:30', '02:00', 3, '2026-03-28T12:00:00Z'))
      .toEqual(['2026-03-29T00:30 01:00 1', '2026-03-29T23:30 01:00 3', '2026-03-30T23:30 01:00 3']);
  });
});

describe('a window', () => {
  it.each([
    ['10:00', '20:00', 5, null], ['10:00', '13:00', 5, null], ['10:00', '12:59', 5, 'short'],
    ['10:00', '10:01', 1, null], ['10:00', '10:00', 1, 'turned'], ['22:00', '06:00', 2, 'turned'],
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

describe('a span of time', () => {
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
  it('has a day of the week', () => {
    expect(['2026-11-22', '2026-11-23', '2026-11-28'].map(weekdayOf)).toEqual(['sun', 'mon', 'sat']);
  });

  it('has dates before and after it, over the ends of months and years', () => {
    expect([daysAfter('2026-12-31', 1), daysAfter('2027-01-01', -1), daysAfter('2028-02-28', 1)])
      .toEqual(['2027-01-01', '2026-12-31', '2028-02-29']);
  });
});

describe('quiet hours', () => {
  it.each([
    ['09:00', '09:00', '17:00', true], ['16:59', '09:00', '17:00', true], ['17:00', '09:00', '17:00', false],
    ['22:00', '22:00', '07:00', true], ['03:00', '22:00', '07:00', true], ['07:00', '22:00', '07:00', false], ['12:00', '22:00', '07:00', false],
  ])('%s within %s to %s: %s', (time, from, to, expected) => {
    expect(isWithin(time, from, to)).toBe(expected);
  });
});
