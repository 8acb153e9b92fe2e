import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Account, Reminder } from '../../../frontend/src/store/types';

type Words = typeof import('../../../frontend/src/screens/reminders/words');
type Reminders = typeof import('../../../frontend/src/screens/reminders/reminder');
type Coming = typeof import('../../../frontend/src/screens/reminders/coming');
type Obstacles = typeof import('../../../frontend/src/screens/reminders/obstacles');
type Ledger = typeof import('../../../frontend/src/screens/reminders/ledger');
let words: Words;
let sentenceCase: typeof import('../../../frontend/src/parts/time/far-days').sentenceCase;
let reminders: Reminders;
let coming: Coming;
let obstacles: Obstacles;
let ledger: Ledger;

beforeAll(async () => {
  vi.stubGlobal('document', { cookie: '', addEventListener: () => {}, visibilityState: 'visible' });
  vi.stubGlobal('navigator', { languages: ['en-GB'], userAgent: '' });
  vi.resetModules(); // the reader's region is read when the texts are loaded
  await (await import('../../../frontend/src/messages')).moreTexts();
  ({ sentenceCase } = await import('../../../frontend/src/parts/time/far-days'));
  words = await import('../../../frontend/src/screens/reminders/words');
  reminders = await import('../../../frontend/src/screens/reminders/reminder');
  coming = await import('../../../frontend/src/screens/reminders/coming');
  obstacles = await import('../../../frontend/src/screens/reminders/obstacles');
  ledger = await import('../../../frontend/src/screens/reminders/ledger');
});

const EVERY_DAY = 'mon tue wed thu fri sat sun';
/** The zone of the machine that runs the tests. */
const zoneHere = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const plan = (days: string, at: string | null = '20:30'): Pick<Reminder, 'days' | 'at' | 'within'> =>
  ({ days: days.split(' ') as Reminder['days'], at, within: null });

const window = (days: string, from = '10:00', to = '20:00', times = 2): Pick<Reminder, 'days' | 'at' | 'within'> =>
  ({ ...plan(days, null), within: { from, to, times } });
const daily = (from: string, to: string, times: number): Reminder => ({
  ...reminders.fresh(window(EVERY_DAY, from, to, times)), zone: 'Europe/Lisbon',
});

describe('a reminder in words', () => {
  it.each([
    ['mon tue wed thu fri sat sun', 'Every day, 20:30'], ['mon tue wed thu fri', 'Monday to Friday, 20:30'],
    ['sat sun', 'Saturday and Sunday, 20:30'], ['wed', 'Wednesday, 20:30'], ['mon fri', 'Monday and Friday, 20:30'],
  ])('%s: %s', (days, expected) => {
    expect(words.inWords(plan(days))).toBe(expected);
  });

  it('abbreviates many days', () => {
    expect(words.inWords(plan('mon wed fri sun'))).toMatch(/^Mon, Wed, Fri,? and Sun, 20:30$/);
  });

  it.each([
    [1, 'Monday, once between 09:00 and 18:00'], [3, 'Monday, three times between 09:00 and 18:00'],
  ])('describes a window: %i', (times, expected) => {
    expect(words.inWords({ ...plan('mon', null), within: { from: '09:00', to: '18:00', times } })).toBe(expected);
  });
});

describe('when a reminder comes next', () => {
  const now = new Date('2026-11-23T12:00:00Z');

  it.each([
    ['2026-11-23T20:30:00Z', 'today, 20:30'], ['2026-11-24T20:30:00Z', 'tomorrow, 20:30'],
    ['2026-11-29T20:30:00Z', 'Sunday, 20:30'], ['2026-11-30T20:30:00Z', 'Monday 30 Nov, 20:30'],
  ])('%s is %s', (at, expected) => {
    expect(words.whenIn(new Date(at), 'Europe/Lisbon', now)).toBe(expected);
  });

  it('uses the local time of its own zone', () => {
    expect(words.whenIn(new Date('2026-11-23T20:30:00Z'), 'Pacific/Auckland', now)).toBe('today, 09:30');
  });

  it('is nothing if it is switched off, or its zone is unknown', () => {
    expect(coming.comingOf(reminders.fresh(plan('mon')), now)).toHaveLength(3);
    for (const change of [{ active: false }, { zone: 'Europe/Atlantis' }]) {
      expect(coming.comingOf({ ...reminders.fresh(plan('mon')), ...change }, now)).toEqual([]);
      expect(coming.comingDaysOf({ ...reminders.fresh(window('mon')), ...change }, now)).toEqual([]);
    }
  });
});

describe('why no next time is shown', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const none = 'As it is set, nothing is to come.';
  const unknown = 'This phone doesn’t know the clock of Atlantis, so it can’t say when this comes next. It comes at the time you chose.';

  it.each([
    ['it is switched off', { active: false }, none],
    ['its last day is over', { ends: '2026-11-20' }, none],
    ['this phone doesn’t know its zone', { zone: 'Europe/Atlantis' }, unknown],
    ['the same, and the server says when', { zone: 'Europe/Atlantis', nextDue: ['2026-11-24T20:30:00Z'] }, unknown],
    ['the same, and the server says that nothing comes', { zone: 'Europe/Atlantis', nextDue: [] }, none],
  ])('if %s', (_, change, expected) => {
    expect(words.whyNoNext({ ...reminders.fresh(plan('mon')), ...change }, now)).toBe(expected);
    expect(words.whyNoNext({ ...reminders.fresh(window('mon')), ...change }, now)).toBe(expected);
  });
});

describe('when a window comes next', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const days = (reminder: Reminder): string[] =>
    coming.comingDaysOf(reminder, now).map((day) => sentenceCase(words.dayIn(day, 'Europe/Lisbon', now)));

  it('is its next three days; once a window has begun, the rest is unknown', () => {
    expect(days(daily('10:00', '20:00', 2))).toEqual([
      'Today, perhaps before 20:00', 'Tomorrow, twice between 10:00 and 20:00', 'Wednesday, twice between 10:00 and 20:00',
    ]);
    expect(days(daily('13:00', '20:00', 1))[0]).toBe('Today, once between 13:00 and 20:00');
    expect(days(daily('08:00', '12:00', 5))[0]).toBe('Tomorrow, five times between 08:00 and 12:00');
  });

  it('has no minute, only days', () => {
    expect(coming.comingOf(daily('10:00', '20:00', 2), now)).toEqual([]);
  });

  it.each([
    ['20:30', null, 'today, 20:30'], ['11:00', null, 'tomorrow, 11:00'],
    [null, ['13:00', '20:00'], 'today'], [null, ['08:00', '12:00'], 'tomorrow'], [null, ['10:00', '20:00'], 'today, perhaps before 20:00'],
  ])('in the list: %s %j is next %s', (at, hours, expected) => {
    const one = hours ? daily(hours[0]!, hours[1]!, 1) : reminders.fresh(plan(EVERY_DAY, at));
    expect(words.nextIn({ ...one, zone: 'Europe/Lisbon' }, now)).toBe(expected);
  });

  it('is not in the list once it has ended', () => {
    expect(words.nextIn({ ...daily('10:00', '20:00', 2), ends: '2026-11-22' }, now)).toBeNull();
  });
});

describe('when the server says that a reminder comes', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const evenings = (nextDue?: string[], change: Partial<Reminder> = {}): import('../../../frontend/src/screens/reminders/coming').Expected =>
    ({ ...reminders.fresh(plan(EVERY_DAY)), zone: 'Europe/Lisbon', ...change, ...(nextDue && { nextDue }) });
  const instants = (found: Date[]): string[] => found.map((at) => `${at.toISOString().slice(0, 16)}Z`);
  const account = (zone: string | null): Account => ({ zone }) as Account;

  it('is shown by this phone’s clock, and if its rules are others, that is said', () => {
    const reminder = evenings(['2026-11-23T19:30:00Z', '2026-11-24T19:30:00Z', '2026-11-25T19:30:00Z']);
    expect(words.nextIn(reminder, now)).toBe('today, 19:30');
    expect(words.rulesDiffer(reminder, now))
      .toBe('This phone and the server have different clock rules for Lisbon, so this phone’s clock may not show 20:30 when it comes.');
  });

  it('is not remarked on where both agree, or the clock skips the time', () => {
    expect(words.rulesDiffer(evenings(['2026-11-23T20:30:00Z', '2026-11-24T20:30:00Z']), now)).toBeNull();
    expect(words.rulesDiffer(evenings(), now)).toBeNull();
    const skipped = evenings(['2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'], { at: '01:30' });
    expect(words.rulesDiffer(skipped, new Date('2026-03-28T12:00:00Z'))).toBeNull();
  });

  it('is remarked on if only a later time differs', () => {
    expect(words.rulesDiffer(evenings(['2026-11-23T20:30:00Z', '2026-11-24T19:30:00Z']), now)).toContain('clock rules for Lisbon');
  });

  it('is believed about what has come, is skipped, or is over', () => {
    expect(words.nextIn(evenings(['2026-11-24T20:30:00Z']), now)).toBe('tomorrow, 20:30');
    expect(words.nextIn(evenings([]), now)).toBeNull();
  });

  it('leaves out what has gone by, and is worked out here once all of it has', () => {
    const said = ['2026-11-22T19:30:00Z', '2026-11-23T19:30:00Z'];
    expect(instants(coming.comingOf(evenings(said), now))).toEqual(['2026-11-23T19:30Z']);
    const later = new Date('2026-11-23T20:00:00Z');
    expect(instants(coming.comingOf(evenings(said), later))).toEqual(['2026-11-23T20:30Z', '2026-11-24T20:30Z', '2026-11-25T20:30Z']);
    expect(words.rulesDiffer(evenings(said), later)).toBeNull();
  });

  it('shows a window’s days from the first one on, and never the minute', () => {
    const window = { ...daily('10:00', '20:00', 2), nextDue: ['2026-11-24T11:07:00Z', '2026-11-24T15:20:00Z'] };
    expect(coming.comingDaysOf(window, now).map((day) => words.dayIn(day, 'Europe/Lisbon', now))).toEqual([
      'tomorrow, twice between 10:00 and 20:00', 'Wednesday, twice between 10:00 and 20:00', 'Thursday, twice between 10:00 and 20:00']);
    expect(coming.comingDaysOf({ ...window, nextDue: [] }, now)).toEqual([]);
    expect(words.rulesDiffer(window, now)).toBeNull();
    expect(words.rulesDiffer({ ...window, nextDue: ['2026-11-24T10:00:00Z', '2026-11-24T20:00:00Z'] }, now)).toBeNull();
    expect(words.rulesDiffer({ ...window, nextDue: ['2026-11-24T09:07:00Z'] }, now))
      .toBe('This phone and the server have different clock rules for Lisbon, so by this phone’s clock it may come outside these hours.');
  });

  it.each([
    ['Europe/Lisbon', 'Asia/Tokyo', true], ['follow', zoneHere, true], ['follow', 'Pacific/Kiritimati', false],
  ])('counts for a reminder of zone %s, with %s in the account: %s', (zone, accounts, counts) => {
    const data = { ...reminders.fresh(plan(EVERY_DAY)), zone };
    const nextDue = ['2026-11-23T19:30:00Z'];
    expect(coming.expected({ data, nextDue }, account(accounts))).toEqual(counts ? { ...data, nextDue } : data);
  });

  it('counts where the account has the same zone under another name', () => {
    const spy = vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue({ timeZone: 'Europe/Kiev' } as Intl.ResolvedDateTimeFormatOptions);
    const data = reminders.fresh(plan(EVERY_DAY));
    expect(coming.expected({ data, nextDue: ['2026-11-23T18:30:00Z'] }, account('Europe/Kyiv'))).toHaveProperty('nextDue');
    spy.mockRestore();
  });
});

describe('what prevents saving', () => {
  it('is a missing day or time', () => {
    expect(obstacles.obstaclesOf(reminders.fresh(plan(EVERY_DAY, '20:30')))).toEqual({});
    expect(obstacles.obstaclesOf({ ...reminders.fresh(plan(EVERY_DAY, null)), days: [] })).toMatchObject({
      days: expect.stringContaining('One day'), time: expect.stringContaining('A time'),
    });
    expect(obstacles.obstaclesOf(daily('10:00', '', 1)).window).toContain('on each side');
    expect(obstacles.obstaclesOf(daily('20:00', '10:00', 1)).window).toBeUndefined();
  });

  it.each([
    ['10:00', '10:00', 1, 'are the same'],
    ['10:00', '11:29', 3, 'three times is more than fits'], ['10:00', '11:30', 3, undefined], ['10:00', '10:01', 1, undefined],
  ])('is a window from %s to %s for %i: %s', (from, to, times, expected) => {
    const said = obstacles.obstaclesOf(daily(from, to, times)).window;
    if (expected) expect(said).toContain(expected);
    else expect(said).toBeUndefined();
  });
});

describe('quiet hours', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const quiet = { quiet_from: '22:00', quiet_to: '08:00' };

  it.each([
    ['22:00', 'all'], ['07:59', 'all'], ['08:00', 'none'], ['20:30', 'none'],
  ])('%s lies in them: %s', (at, expected) => {
    expect(coming.quietPart({ ...reminders.fresh(plan(EVERY_DAY, at)), zone: zoneHere }, quiet, now)).toBe(expected);
  });

  it.each([
    ['10:00', '20:00', 'none'], ['10:00', '22:00', 'part'], ['06:00', '09:00', 'part'], ['01:00', '07:00', 'all'],
  ])('a window from %s to %s: %s', (from, to, expected) => {
    expect(coming.quietPart({ ...daily(from, to, 1), zone: zoneHere }, quiet, now)).toBe(expected);
  });

  it('use the phone\'s local time, not that of a reminder’s own zone', () => {
    const elsewhere = { ...reminders.fresh(plan(EVERY_DAY, '23:00')), zone: 'Pacific/Kiritimati' }; // 09:00 in UTC
    expect(coming.quietPart(elsewhere, { quiet_from: '08:30', quiet_to: '09:30' }, now)).toBe('all');
    expect(coming.quietPart(elsewhere, quiet, now)).toBe('none');
  });

  it('do not apply if none are set', () => {
    expect(coming.quietPart(daily('01:00', '07:00', 1), { quiet_from: null, quiet_to: null }, now)).toBe('none');
  });
});

describe('a clock change', () => {
  const lisbon = (at: string | null): Reminder => ({ ...reminders.fresh(plan(EVERY_DAY, at)), zone: 'Europe/Lisbon' });

  it('is mentioned if it is before the last of the next times', () => {
    expect(coming.clocksChanged(lisbon('20:30'), new Date('2026-10-24T12:00:00Z'))).toEqual({ date: '2026-10-25', instead: null });
    expect(coming.clocksChanged(lisbon('20:30'), new Date('2026-10-25T12:00:00Z'))).toBeNull();
    expect(coming.clocksChanged(lisbon('20:30'), new Date('2026-10-21T12:00:00Z'))).toBeNull();
  });

  it('is mentioned with the replacement, if it skips the time', () => {
    expect(coming.clocksChanged(lisbon('01:30'), new Date('2026-03-28T12:00:00Z')))
      .toEqual({ date: '2026-03-29', instead: new Date('2026-03-29T01:00:00Z') });
  });

  it('is mentioned for a window too', () => {
    const window = { ...daily('10:00', '20:00', 2), zone: 'Europe/Lisbon' };
    expect(coming.clocksChanged(window, new Date('2026-03-28T12:00:00Z'))).toEqual({ date: '2026-03-29', instead: null });
  });
});

describe('a weekday', () => {
  it('is toggled, and stays in the week’s order', () => {
    expect(reminders.toggled(['fri'], 'mon')).toEqual(['mon', 'fri']);
    expect(reminders.toggled(['mon', 'fri'], 'mon')).toEqual(['fri']);
  });
});

describe('time since', () => {
  it.each([
    ['2026-11-23T11:59:30Z', 'just now'], ['2026-11-23T11:58:00Z', '2 minutes ago'], ['2026-11-23T09:30:00Z', '2 hours ago'],
    ['2026-11-22T11:00:00Z', 'yesterday'], ['2026-11-13T11:00:00Z', '10 days ago'], ['2026-11-23T12:05:00Z', 'just now'],
  ])('%s: %s', (at, expected) => {
    expect(words.sinceThen(at, new Date('2026-11-23T12:00:00Z'))).toBe(expected);
  });
});

describe('a saved reminder', () => {
  const own = (): Reminder =>
    ({ ...reminders.fresh(plan('mon')), wording: 'own', own_words: ' Tea, and a window ', skip_after_check_in: 60 });

  it('has its own text only with push', () => {
    expect(reminders.asKept(own())).toMatchObject({ wording: 'own', own_words: 'Tea, and a window' });
    expect(reminders.asKept({ ...own(), channel: 'email' })).toMatchObject({ wording: 'neutral', own_words: null, skip_after_check_in: 60 });
    expect(reminders.asKept({ ...own(), wording: 'neutral' }).own_words).toBeNull();
  });

  it('has no settings that a calendar can’t follow', () => {
    expect(reminders.asKept({ ...own(), channel: 'calendar' })).toMatchObject({ own_words: null, skip_after_check_in: null });
  });
});

describe('an outcome in the ledger', () => {
  const nudge = (change: object): Parameters<Ledger['outcomeOf']>[0] => ({
    id: 'n', reminder: 'r', due_at: '2026-11-23T20:30:00Z', local_date: '2026-11-23', state: 'accepted', reason: null,
    channel: 'push', around_meeting: false, device: null, sent_at: null, response: null, responded_at: null, ...change,
  });

  it.each([
    [{}, 'It came', null],
    [{ device: 'Firefox, Android', response: 'opened' }, 'It came, on Firefox, Android', 'You opened it'],
    [{ state: 'pending' }, 'On its way', null],
    [{ state: 'pending', response: 'later' }, 'It comes again, since you said “later”', null],
    [{ state: 'cancelled', reason: 'checked-in' }, 'You had just checked in', null],
    [{ state: 'expired', reason: 'late' }, 'The server was busy or away, and it was too late for it', null],
    [{ state: 'expired', reason: 'paused' }, 'The push service took no nudges for a while, and then it was too late', null],
    [{ state: 'refused', reason: 'key-dropped' }, 'The server’s key for the device had changed; it renews itself when Noticing is opened there', null],
    [{ state: 'cancelled', reason: 'zone-changed' }, 'The clock moved on past this time, where you travelled', null],
    [{ state: 'no-device' }, 'No device of yours was there to be nudged', null],
    [{ state: 'cancelled', reason: 'auto-quiet' }, 'Nudges had become fewer, as you set it', null],
    [{ channel: 'email' }, 'It came, by e-mail', null],
    [{ channel: 'email', state: 'no-device', reason: 'no-address' }, 'There was no verified e-mail address to send it to', null],
    [{ channel: 'email', state: 'refused' }, 'The mail server said no to it', null],
    [{ channel: 'email', state: 'expired', reason: 'unreachable' }, 'The mail server didn’t take it in time', null],
    [{ channel: 'email', state: 'expired', reason: 'mail-server' }, 'This server couldn’t use its mail server in time; whoever runs it can see why', null],
    [{ channel: 'email', state: 'cancelled', reason: 'quiet-hours' }, 'It fell in your quiet hours', null],
  ])('%j', (change, expected, answer) => {
    expect(ledger.outcomeOf(nudge(change))).toBe(expected);
    expect(ledger.responseOf(nudge(change))).toBe(answer);
  });

  it('are grouped by day, in the server\'s order', () => {
    const [one, two, three] = ['2026-11-23', '2026-11-23', '2026-11-22'].map((local_date, n) => nudge({ id: String(n), local_date }));
    expect(ledger.byDate([one!, two!, three!])).toEqual(
      [{ date: '2026-11-23', nudges: [one, two] }, { date: '2026-11-22', nudges: [three] }]);
  });
});
