import { describe, expect, it, vi } from 'vitest';
import { feltNow, fixedZone, localDate, localTime, zoneHere } from '../../../frontend/src/logic/felt';
import { wallAt } from '../../../frontend/src/logic/wall';
import { timeIn } from '../../../frontend/src/parts/time/days';

const at = (instant: string): Date => new Date(instant);

describe('when something was felt', () => {
  it('is an instant in whole seconds, with the zone', () => {
    expect(feltNow(at('2026-11-22T09:14:03.789Z'), 'Europe/Lisbon')).toEqual(
      { felt_at: '2026-11-22T09:14:03Z', zone: 'Europe/Lisbon' });
  });

  it('has the local date, not that in UTC', () => {
    expect(localDate(at('2026-11-22T23:30:00Z'), 'Asia/Tokyo')).toBe('2026-11-23');
    expect(localDate(at('2026-11-22T03:30:00Z'), 'America/New_York')).toBe('2026-11-21');
  });

  it.each([
    'Europe/Lisbon', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca', 'Etc/GMT+12',
  ])('has the same local time by the fast way as by the slow one, every hour of a year in %s', (zone) => {
    const wrong: string[] = [];
    for (let time = Date.parse('2026-01-01T00:45:00Z'); time < Date.parse('2027-01-01T00:00:00Z'); time += 3_600_000) {
      const instant = new Date(time);
      const { date, hour } = wallAt(instant.toISOString(), zone);
      const slow = `${localDate(instant, zone)} ${localTime(instant, zone).slice(0, 2)}`;
      if (slow !== `${date} ${String(hour).padStart(2, '0')}`) wrong.push(`${instant.toISOString()}: ${date} ${hour}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['Etc/Unknown', 'Etc/UTC'], [undefined, 'Etc/UTC'], ['', 'Etc/UTC'], ['Europe/Kyiv', 'Europe/Kyiv'],
  ])('is in a zone: of a browser that says %s, in %s', (timeZone, zone) => {
    const { resolvedOptions } = Intl.DateTimeFormat.prototype;
    const spy = vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockImplementation(function options(this: Intl.DateTimeFormat) {
      return { ...resolvedOptions.call(this), timeZone } as Intl.ResolvedDateTimeFormatOptions;
    });
    expect(zoneHere()).toBe(zone);
    spy.mockRestore();
  });

  it('falls back to UTC for an unknown zone', () => {
    expect(wallAt('2026-11-22T09:14:03Z', 'Mars/Olympus')).toEqual({ date: '2026-11-22', hour: 9 });
  });

  it('has the local time, midnight as 00', () => {
    expect(localTime(at('2026-06-01T23:05:00Z'), 'Europe/Lisbon')).toBe('00:05');
  });

  it.each([
    ['2026-11-22T09:00:00Z', 'Asia/Tokyo', 'Etc/GMT-9'],
    ['2026-11-22T09:00:00Z', 'America/New_York', 'Etc/GMT+5'],
    ['2026-07-01T09:00:00Z', 'America/New_York', 'Etc/GMT+4'],
    ['2026-11-22T09:00:00Z', 'Europe/Lisbon', 'Etc/GMT'],
    ['2026-11-22T09:00:00Z', 'Pacific/Kiritimati', 'Etc/GMT-14'],
  ])('at %s in %s has the fixed zone %s, with the sign inverted', (instant, zone, fixed) => {
    expect(fixedZone(at(instant), zone)).toBe(fixed);
  });
});

describe('a zone that this phone does not know', () => {
  it('falls back to UTC, so that no screen fails', () => {
    const at = new Date('2026-11-22T09:14:03Z');
    expect([localDate(at, 'Mars/Olympus'), localTime(at, 'Mars/Olympus')]).toEqual(['2026-11-22', '09:14']);
    expect(timeIn('2026-11-22T09:14:03Z', 'Mars/Olympus')).toBe(timeIn('2026-11-22T09:14:03Z', 'UTC'));
    expect(fixedZone(at, 'Mars/Olympus')).toBe('Etc/GMT');
  });
});
