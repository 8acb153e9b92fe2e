import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Reminder } from '../../frontend/src/store/types';

type Words = typeof import('../../frontend/src/screens/reminders/words');
type Reminders = typeof import('../../frontend/src/screens/reminders/reminder');
type Ledger = typeof import('../../frontend/src/screens/reminders/ledger');
let words: Words;
let reminders: Reminders;
let ledger: Ledger;

beforeAll(async () => {
  vi.stubGlobal('document', { cookie: '', addEventListener: () => {}, visibilityState: 'visible' });
  vi.stubGlobal('navigator', { languages: ['en-GB'], userAgent: '' });
  vi.resetModules(); // the reader's region is taken when the texts are first asked for
  await (await import('../../frontend/src/messages')).moreTexts();
  words = await import('../../frontend/src/screens/reminders/words');
  reminders = await import('../../frontend/src/screens/reminders/reminder');
  ledger = await import('../../frontend/src/screens/reminders/ledger');
});

const plan = (days: string, at: string | null = '20:30'): Pick<Reminder, 'days' | 'at' | 'within'> =>
  ({ days: days.split(' ') as Reminder['days'], at, within: null });

describe('a reminder in words', () => {
  it.each([
    ['mon tue wed thu fri sat sun', 'Every day, 20:30'], ['mon tue wed thu fri', 'Monday to Friday, 20:30'],
    ['sat sun', 'Saturday and Sunday, 20:30'], ['wed', 'Wednesday, 20:30'], ['mon fri', 'Monday and Friday, 20:30'],
  ])('%s: %s', (days, expected) => {
    expect(words.inWords(plan(days))).toBe(expected);
  });

  it('names many days in short', () => {
    expect(words.inWords(plan('mon wed fri sun'))).toMatch(/^Mon, Wed, Fri,? and Sun, 20:30$/);
  });

  it.each([
    [1, 'Monday, once between 09:00 and 18:00'], [3, 'Monday, 3 times between 09:00 and 18:00'],
  ])('says a window: %i', (times, expected) => {
    expect(words.inWords({ ...plan('mon', null), within: { from: '09:00', to: '18:00', times } })).toBe(expected);
  });
});

describe('when it comes', () => {
  const now = new Date('2026-11-23T12:00:00Z');

  it.each([
    ['2026-11-23T20:30:00Z', 'today, 20:30'], ['2026-11-24T20:30:00Z', 'tomorrow, 20:30'],
    ['2026-11-29T20:30:00Z', 'Sunday, 20:30'], ['2026-11-30T20:30:00Z', 'Monday 30 Nov, 20:30'],
  ])('%s is %s', (at, expected) => {
    expect(words.whenIn(new Date(at), 'Europe/Lisbon', now)).toBe(expected);
  });

  it('goes by the clock of its own zone', () => {
    expect(words.whenIn(new Date('2026-11-23T20:30:00Z'), 'Pacific/Auckland', now)).toBe('today, 09:30');
  });

  it('is never for one that is switched off, a window, or a zone that nobody knows', () => {
    const daily = reminders.fresh({ days: ['mon'], at: '20:30' });
    expect(reminders.comingOf(daily, now)).toHaveLength(3);
    expect(reminders.comingOf({ ...daily, active: false }, now)).toEqual([]);
    expect(reminders.comingOf({ ...daily, zone: 'Europe/Atlantis' }, now)).toEqual([]);
    expect(reminders.comingOf({ ...daily, at: null, within: { from: '09:00', to: '18:00', times: 1 } }, now)).toEqual([]);
  });
});

describe('a day', () => {
  it('is switched on and off, and stands in the week’s order', () => {
    expect(reminders.toggled(['fri'], 'mon')).toEqual(['mon', 'fri']);
    expect(reminders.toggled(['mon', 'fri'], 'mon')).toEqual(['fri']);
  });
});

describe('since then', () => {
  it.each([
    ['2026-11-23T11:59:30Z', 'just now'], ['2026-11-23T11:58:00Z', '2 minutes ago'], ['2026-11-23T09:30:00Z', '2 hours ago'],
    ['2026-11-22T11:00:00Z', 'yesterday'], ['2026-11-13T11:00:00Z', '10 days ago'], ['2026-11-23T12:05:00Z', 'just now'],
  ])('%s: %s', (at, expected) => {
    expect(words.sinceThen(at, new Date('2026-11-23T12:00:00Z'))).toBe(expected);
  });
});

describe('the ledger says', () => {
  const nudge = (change: object): Parameters<Ledger['became']>[0] => ({
    id: 'n', reminder: 'r', due_at: '2026-11-23T20:30:00Z', local_date: '2026-11-23', state: 'accepted', reason: null,
    device: null, sent_at: null, response: null, responded_at: null, ...change,
  });

  it.each([
    [{}, 'It came', null],
    [{ device: 'Firefox, Android', response: 'opened' }, 'It came, on Firefox, Android', 'You opened it'],
    [{ state: 'pending' }, 'On its way', null],
    [{ state: 'pending', response: 'later' }, 'It comes again, since you said “later”', null],
    [{ state: 'cancelled', reason: 'checked-in' }, 'You had just checked in', null],
    [{ state: 'expired', reason: 'late' }, 'The server was busy or away, and it was too late for it', null],
    [{ state: 'no-device' }, 'No device of yours was there to be nudged', null],
  ])('%j', (change, expected, answer) => {
    expect(ledger.became(nudge(change))).toBe(expected);
    expect(ledger.answered(nudge(change))).toBe(answer);
  });

  it('day by day, in the order of the server', () => {
    const [one, two, three] = ['2026-11-23', '2026-11-23', '2026-11-22'].map((local_date, n) => nudge({ id: String(n), local_date }));
    expect(ledger.byDate([one!, two!, three!])).toEqual(
      [{ date: '2026-11-23', nudges: [one, two] }, { date: '2026-11-22', nudges: [three] }]);
  });
});
