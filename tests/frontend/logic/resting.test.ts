import { describe, expect, it } from 'vitest';
import { restLengths, restUntilDay } from '../../../frontend/src/logic/resting';

const lengths = (now: string, zone = 'Europe/Lisbon'): string[] =>
  restLengths(new Date(now), zone).map(({ length, until }) => `${length} ${until}`);

describe('all reminders can rest', () => {
  it('until tonight, tomorrow morning, or for a week', () => {
    expect(lengths('2026-11-23T09:00:00Z')).toEqual(
      ['tonight 2026-11-23T18:00:00Z', 'tomorrow 2026-11-24T07:00:00Z', 'week 2026-11-30T07:00:00Z']);
  });

  it('in the evening no longer until tonight', () => {
    expect(lengths('2026-11-23T18:00:00Z')).toEqual(['tomorrow 2026-11-24T07:00:00Z', 'week 2026-11-30T07:00:00Z']);
  });

  it('by the clock where the phone is, across a clock change', () => {
    expect(lengths('2026-10-31T16:00:00Z', 'America/New_York')).toEqual(
      ['tonight 2026-10-31T22:00:00Z', 'tomorrow 2026-11-01T12:00:00Z', 'week 2026-11-07T12:00:00Z']);
  });

  it('until a day begins', () => {
    expect(restUntilDay('2026-07-01', 'Europe/Lisbon')).toBe('2026-06-30T23:00:00Z');
  });
});
