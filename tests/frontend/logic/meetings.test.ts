import { describe, expect, it } from 'vitest';
import {
  beginningAt, daysOf, firstTimes, isOver, meetingAt, momentsOf, pendingWith, problemsOf, timesOf, withProposals, type Times,
} from '../../../frontend/src/logic/meetings';
import type { Kept, Reminder } from '../../../frontend/src/store/types';

const ZONE = 'Europe/Lisbon';
const NOW = new Date('2026-11-23T12:20:00Z');
const times = (change: Partial<Times> = {}): Times =>
  ({ begins: '2026-12-01T18:00', ends: '2026-12-01T20:00', before: '', after: '', ...change });
const shown = (change: Partial<Times> = {}): Times => withProposals(times(change), ZONE);

describe('the proposed times', () => {
  it('are half an hour before, and the next morning', () => {
    expect(shown()).toMatchObject({ before: '2026-12-01T17:30', after: '2026-12-02T09:00' });
  });

  it.each([
    ['2026-12-02T01:00', '2026-12-02T09:00'], ['2026-12-02T04:59', '2026-12-02T09:00'], ['2026-12-02T05:00', '2026-12-03T09:00'],
  ])('of a meeting that ends at %s are the morning after the night: %s', (ends, after) => {
    expect(shown({ ends })).toMatchObject({ after });
  });

  it('stay as they were chosen', () => {
    expect(shown({ before: '2026-12-01T12:00', after: '2026-12-01T22:00' })).toMatchObject({ before: '2026-12-01T12:00', after: '2026-12-01T22:00' });
  });

  it('are empty while the meeting has none', () => {
    expect(shown({ begins: '', ends: '' })).toMatchObject({ before: '', after: '' });
  });

  it('of a new meeting follow one that lasts an hour', () => {
    expect(firstTimes(NOW, ZONE)).toEqual({ begins: '2026-11-23T14:00', ends: '2026-11-23T15:00', before: '', after: '' });
  });

  it('follow another beginning, and the meeting lasts as long', () => {
    expect(withProposals(beginningAt(times(), '2026-12-05T10:00', ZONE), ZONE))
      .toEqual({ begins: '2026-12-05T10:00', ends: '2026-12-05T12:00', before: '2026-12-05T09:30', after: '2026-12-06T09:00' });
  });

  it('follow the clock over its change', () => {
    const begins = { begins: '2026-03-29T02:15', ends: '2026-03-29T03:00' };
    expect(shown(begins)).toMatchObject({ before: '2026-03-29T00:45', after: '2026-03-29T09:00' });
  });
});

describe('times that can’t be kept', () => {
  it.each([
    [{}, {}],
    [{ begins: '' }, { begins: 'none' }],
    [{ begins: '0012-12-01T18:00' }, { begins: 'none' }],
    [{ ends: '' }, { ends: 'none' }],
    [{ ends: '2026-12-01T18:00' }, { ends: 'order' }],
    [{ before: '2026-12-01T18:00' }, { before: 'within' }],
    [{ before: '2026-12-01T19:00' }, { before: 'within' }],
    [{ after: '2026-12-01T19:59' }, { after: 'within' }],
    [{ after: '2026-12-01T20:00' }, {}],
    [{ begins: '2026-11-23T10:00', ends: '2026-11-23T11:00', after: '2026-11-23T12:20' }, { after: 'past' }],
    [{ begins: '2026-11-23T12:30', ends: '2026-11-23T13:30' }, {}],
  ])('%j: %j', (change, problems) => {
    expect(problemsOf(shown(change), NOW, ZONE)).toEqual(problems);
  });
});

describe('a meeting', () => {
  const meeting = meetingAt(shown(), true, 'America/New_York');

  it('has instants', () => {
    expect(meeting).toEqual({
      begins_at: '2026-12-01T23:00:00Z', ends_at: '2026-12-02T01:00:00Z', before_at: '2026-12-01T22:30:00Z',
      after_at: '2026-12-02T14:00:00Z', settle: true,
    });
    expect(momentsOf(meeting).map((at) => at.toISOString().slice(0, 16))).toEqual(['2026-12-01T22:30', '2026-12-02T14:00']);
  });

  it('is edited by this phone’s clock, and what is as proposed follows', () => {
    expect(timesOf(meeting, 'America/New_York')).toEqual(times());
    expect(timesOf(meeting, ZONE)).toMatchObject({ begins: '2026-12-01T23:00', before: '', after: '2026-12-02T14:00' });
  });

  it('has the days of its moments', () => {
    expect(daysOf(meeting, ZONE)).toEqual(['tue', 'wed']);
    expect(daysOf({ ...meeting, before_at: '2026-12-02T10:00:00Z' }, ZONE)).toEqual(['wed']);
  });

  it('is over a day after its second moment', () => {
    const reminder = { meeting } as Reminder;
    expect(isOver(reminder, new Date('2026-12-03T13:59:59Z'))).toBe(false);
    expect(isOver(reminder, new Date('2026-12-03T14:00:00Z'))).toBe(true);
    expect(isOver({ at: '20:30' } as Reminder, new Date('2999-01-01T00:00:00Z'))).toBe(false);
  });

  it('is pending with its person until its second moment', () => {
    const kept = (data: Partial<Reminder>) => ({ id: 'r', data }) as Kept<Reminder>;
    const all = [kept({ meeting, person: 'jay' }), kept({ meeting, person: 'sam' }), kept({ at: '20:30' })];
    expect(pendingWith(all, 'jay', NOW)).toEqual([all[0]]);
    expect(pendingWith(all, 'jay', new Date('2026-12-02T14:00:00Z'))).toEqual([]);
  });
});
