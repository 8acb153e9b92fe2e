import { describe, expect, it } from 'vitest';
import { restLengths, restUntilDay } from '../../../frontend/src/logic/resting';

const lengths = (now: string, zone = 'Europe/Lisbon'): string[] =>
  restLengths(new Date(now), zone).map(({ length, until }) => `${length} ${until}`);

describe('pausing all reminders', () => {
  it('lasts until tonight, tomorrow morning, or for a week', () => {
    expect(lengths('2026-11-23T09:00:00Z')).toEqual(
      ['tonight 2026-11-23T18:00:00Z', 'tomorrow 2026-11-24T07:00:00Z', 'week 2026-11-30T07:00:00Z']);
  });

  it('does not offer tonight in the evening', () => {
    expect(lengths('2026-11-23T18:00:00Z')).toEqual(['tomorrow 2026-11-24T07:00:00Z', 'week 2026-11-30T07:00:00Z']);
  });

  it('uses the phone\'s local time, across a clock change', () => {
    expect(lengths('2026-10-31T16:00:00Z', 'America/New_York')).toEqual(
      ['tonight 2026-10-31T22:00:00Z', 'tomorrow 2026-11-01T12:00:00Z', 'week 2026-11-07T12:00:00Z']);
  });

  it('can last until the start of a chosen day', () => {
    expect(restUntilDay('2026-07-01', 'Europe/Lisbon')).toBe('2026-06-30T23:00:00Z');
  });
});
