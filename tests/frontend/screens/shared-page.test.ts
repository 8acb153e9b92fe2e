import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchAttention } from '../../../frontend/src/screens/therapist/attention';
import { isMeant, linkIn } from '../../../frontend/src/screens/therapist/address';
import { sharedKinds, type SharedKind } from '../../../frontend/src/kinds/kinds';
import { open, type Report, type SharedSensation } from '../../../frontend/src/screens/therapist/requests';
import { countedLine, restsLine, scaleLine, titleOf } from '../../../frontend/src/screens/therapist/sentences';
import {
  isNarrower, joined, oldestShown, spanOf, spansOf, weeksIn, within,
} from '../../../frontend/src/screens/therapist/scope';
import { entryTexts } from '../../../frontend/src/screens/therapist/entry-texts';
import { newestFirst } from '../../../frontend/src/screens/therapist/entry-text';

const YEARS = { from: '2016-11-22', to: '2026-11-22' };
const MONTH = { from: '2026-10-26', to: '2026-11-22' };
const QUARTER = { from: '2026-08-31', to: '2026-11-22' };

/** Placeholder counts; the chart's own tests cover their content. */
const PATTERNS = {} as NonNullable<Report['patterns']>;

/** None of the kinds that have a section of their own. */
const NO_SECTIONS = Object.fromEntries(sharedKinds.map((kind) => [kind, null])) as Record<SharedKind, null>;

const report = (changes: Partial<Report> = {}): Report => ({
  label: 'M.', topic: null, sections: ['sensations', 'words'], expires_on: '2026-12-22', period: QUARTER, reach: YEARS,
  rests: [], check_ins: 0, days: 0, patterns: PATTERNS, ...NO_SECTIONS, entries: [],
  entries_left: 0, acknowledged: false, line: null, ...changes,
});
const entry = (date: string, for_session = false): Report['entries'][number] => ({ date, part: 'evening', for_session });

describe('the period of the page', () => {
  it('stays within the share\'s limits', () => {
    expect(within('4w', YEARS)).toEqual(MONTH);
    expect(within('12w', YEARS)).toEqual(QUARTER);
    expect(within('year', YEARS)).toEqual({ from: '2025-11-24', to: '2026-11-22' });
    expect(within('all', YEARS)).toEqual(YEARS);
    expect(within('year', MONTH)).toEqual(MONTH);
    expect(within('own', YEARS)).toBeNull();
  });

  it('offers no two equal choices', () => {
    expect(spansOf(YEARS)).toEqual(['4w', '12w', 'year', 'all', 'own']);
    expect(spansOf(QUARTER)).toEqual(['4w', 'all', 'own']);
    expect(spansOf(MONTH)).toEqual(['all', 'own']);
  });

  it('recognises the one that is shown', () => {
    expect(spanOf(report())).toBe('12w');
    expect(spanOf(report({ reach: QUARTER }))).toBe('all');
    expect(spanOf(report({ period: { from: '2020-01-01', to: '2020-02-01' } }))).toBe('own');
  });

  it('is in weeks if it is a whole number of them', () => {
    expect(weeksIn(QUARTER)).toBe(12);
    expect(weeksIn({ from: '2026-11-01', to: '2026-11-22' })).toBeNull();
    expect(weeksIn({ from: '2025-11-24', to: '2026-11-22' })).toBeNull();
    expect(titleOf(QUARTER)).toMatch(/^12 weeks, .*2026$/);
    expect(titleOf({ from: '2026-11-01', to: '2026-11-22' })).not.toMatch(/week/);
  });
});

describe('the sentences above the page', () => {
  it('say the words at the ends of the scale if an entry has a number', () => {
    const felt = (strength: number | null): Report['entries'][number] => ({
      ...entry('2026-11-22'), sensations: [{ code: 'ease', label: null, strength, place: null, side: null, texture: null }],
    });
    const said = (...entries: Report['entries']): string | null => scaleLine(report({ entries }));
    expect(said(entry('2026-11-22'), felt(null), { ...entry('2026-11-22'), longing: null, fear: null })).toBeNull();
    const ends = '0 is “none”, 2 is “barely”, 10 is “very strong”.';
    expect([said(felt(6)), said({ ...entry('2026-11-22'), fear: 0 })]).toEqual([ends, ends]);
  });

  it('say how many check-ins on how many days', () => {
    expect(countedLine(report({ check_ins: 31, days: 22 }))).toBe('31 check-ins on 22 days.');
    expect(countedLine(report({ check_ins: 1, days: 1 }))).toBe('1 check-in on 1 day.');
  });

  it('say that there are more, if only words are shared', () => {
    expect(countedLine(report({ check_ins: 3, days: 2, patterns: null }))).toBe('3 check-ins with words, on 2 days.');
  });

  it('count no check-ins if nothing of them is shared', () => {
    const none = { check_ins: null, days: null, patterns: null };
    expect(countedLine(report({ ...none, journal: { count: 2, entries: [] } }))).toBe('2 pages of the journal.');
    expect(countedLine(report(none))).toBe('Nothing in this period');
  });

  it('count the other kinds, and say that there is nothing only if that is so', () => {
    const of = (count: number) => ({ count, entries: [], met: [] });
    expect(countedLine(report({ check_ins: 31, days: 22, practices: of(5), repairs: of(1), journal: of(2) })))
      .toMatch(/^31 check-ins on 22 days\. Also 5 practices, 1 repair,? and 2 pages of the journal\.$/);
    expect(countedLine(report({ practices: of(0), repairs: of(0), journal: of(1) }))).toBe('1 page of the journal.');
    expect(countedLine(report({ practices: of(0), repairs: of(0), journal: of(0) }))).toBe('Nothing in this period');
  });

  it('merge rests that touch', () => {
    const rests = [
      { from: '2026-11-20', to: '2026-11-21' },
      { from: '2026-11-05', to: '2026-11-09' },
      { from: '2026-11-03', to: '2026-11-12' },
      { from: '2026-11-13', to: '2026-11-14' },
    ];
    expect(joined(rests)).toEqual([{ from: '2026-11-03', to: '2026-11-14' }, { from: '2026-11-20', to: '2026-11-21' }]);
    expect(restsLine({ rests, period: QUARTER })).toMatch(/\b3\s?–\s?14\b.*\b20\s?–\s?21\b/);
  });

  it('omit rests if there are none, and only count the older ones of many', () => {
    expect(restsLine({ rests: [], period: QUARTER })).toBe('');
    const rests = [1, 2, 3, 4, 5].map((month) => ({ from: `2026-0${month}-10`, to: `2026-0${month}-12` }));
    expect(restsLine({ rests, period: YEARS })).toMatch(/March.*2026.*May.*2026; 2 times before that/);
  });
});

describe('an entry on the page', () => {
  const thread = {
    ...entry('2025-11-20', true), person: 'J.', whose: 'both', state: 'tended' as const,
    skills: ['share-feeling', 'name-impact'], expected: ['silence'],
  };
  const SAY_IT = { when: 'the call ended', felt: 'left', imagined: null, would_like: 'to hear why' };
  const repaired = (more: object) => entryTexts(report({ repairs: { count: 1, entries: [{ ...thread, ...more }] } })).repairs[0]!;
  const written = (more: { prompt: string | null; text?: string | null }) =>
    entryTexts(report({ journal: { count: 1, entries: [{ ...entry('2025-11-20'), ...more }] } })).journal[0]!;

  it('shows what was tapped, without words', () => {
    const { words, line, forSession } = repaired({});
    expect(words).toEqual([]);
    expect(forSession).toBe(true);
    expect(line.slice(1)).toEqual([
      'Repair, tended', 'whose it was: “Both of ours”', 'braced for: “There would be silence”', 'tried: “Share the feeling” and “Name what it did”',
      'with J.',
    ]);
  });

  it('begins with its words if there are any, the complaint in one piece', () => {
    expect(repaired({ what: 'a long silence', came: null, say_it: SAY_IT }).words).toEqual([
      { question: 'What happened between them', text: 'a long silence' },
      { question: 'A draft to say it with', text: 'When the call ended, I felt left. I would like to hear why.' },
    ]);
    expect(repaired({ what: null, came: null, say_it: null }).words).toEqual([]);
  });

  it('shows a journal page under its prompt, or only its day without words', () => {
    const prompt = 'authenticity-1';
    const question = 'What do you share with ease, almost without noticing?';
    expect(written({ prompt, text: 'my songs' }).words).toEqual([{ question, text: 'my songs' }]);
    expect(written({ prompt, text: 'my songs' }).line.slice(1)).toEqual(['Journal']);
    expect(written({ prompt })).toMatchObject({ words: [], line: [expect.any(String), `Journal, to “${question}”`] });
    expect(written({ prompt: null, text: 'freely' }).words).toEqual([{ question: null, text: 'freely' }]);
    expect(written({ prompt: null }).line.slice(1)).toEqual(['Journal, written freely']);
    expect(written({ prompt: 'a-later-one' }).line[1]).toContain('a-later-one');
  });

  it('shows the places of a check-in that was made on the body without a word', () => {
    const mark = { code: 'unsure', label: null, strength: null, place: 'throat', side: 'front', texture: 'more' } as const;
    const line = (sensations: SharedSensation[]) =>
      entryTexts(report({ entries: [{ ...entry('2025-11-20'), sensations }] }))['check-ins'][0]!.line.slice(1);
    expect(line([mark, { ...mark, place: 'belly', texture: 'less' }])).toEqual(['Throat: felt', 'Belly: numb']);
    expect(line([mark, { ...mark, code: 'ease', place: null, texture: null }]))
      .toEqual([expect.stringContaining('Something, but no word for it'), 'Ease or warmth']);
  });

  it('is absent if nothing is shared', () => {
    expect(Object.values(entryTexts(report())).flat()).toEqual([]);
  });

  it('is sorted newest first, across kinds', () => {
    const all = entryTexts(report({
      entries: [entry('2026-11-20'), entry('2026-11-18')], journal: { count: 1, entries: [{ ...entry('2026-11-19'), prompt: null }] },
    }));
    expect(newestFirst(Object.values(all).flat()).map(({ date }) => date)).toEqual(['2026-11-20', '2026-11-19', '2026-11-18']);
  });
});

describe('a report that shows less', () => {
  const before = report();

  it.each([
    { sections: ['sensations'] }, { sections: ['words', 'people'] },
    { reach: { from: '2026-01-01', to: YEARS.to } }, { reach: { from: YEARS.from, to: '2026-11-20' } },
  ])('is detected: %o', (changes) => {
    expect(isNarrower(report(changes), before)).toBe(true);
  });

  it.each([
    {}, { sections: ['sensations', 'words', 'people'] }, { reach: { from: '2010-01-01', to: '2026-11-23' } },
    { check_ins: 3, period: MONTH },
  ])('is not any other: %o', (changes) => {
    expect(isNarrower(report(changes), before)).toBe(false);
  });
});

describe('entries without room', () => {
  it('continue after the last shown one', () => {
    const entries = [entry('2026-01-01', true), entry('2026-11-20'), entry('2026-10-02')];
    expect(oldestShown(report({ entries }))).toBe('2026-10-02');
    expect(oldestShown(report({ entries: entries.slice(0, 1) }))).toBe('2026-01-01');
    expect(oldestShown(report())).toBeNull();
  });

  it('begin on the same day for all kinds', () => {
    const on = <Entry>(date: string, more: Entry) => ({ count: 9, entries: [{ ...entry(date), ...more }] });
    const repairs = on('2026-10-01', { whose: null, state: 'open' as const, skills: [], expected: [] });
    const journal = on('2026-09-30', { prompt: null });
    const practices = { ...on('2026-10-03', { practice: 'say-no', met: null, beliefs: [] }), met: [] };
    const entries = [entry('2026-10-02')];
    expect(oldestShown(report({ entries, practices }))).toBe('2026-10-02');
    expect(oldestShown(report({ entries, practices, repairs }))).toBe('2026-10-01');
    expect(oldestShown(report({ entries, practices, repairs, journal }))).toBe('2026-09-30');
  });
});

describe('a damaged link', () => {
  const share = '01935c3e-0000-7000-8000-000000000001';
  const secret = 'aB3_-'.repeat(8) + 'xyz';
  const whole = `${share}.${secret}`;

  it.each([
    `/s#${whole}`, `/s%23${whole}`, `/s%2523${whole}`, `/s/#${whole}`, `/s/%23${whole}`, `/share.html#${whole}`,
    `/s?from=a-filter#${whole}`, `/s%23${whole.replace('.', '%2E').replaceAll('_', '%5F')}`, `/s%E0#${whole}`,
    ...['/', '.', ')', '>', ']', '"', '%3E', '%0A', '_', '&data=1'].flatMap((end) => [`/s#${whole}${end}`, `/s%23${whole}${end}`]),
  ])('is found in %s', (address) => {
    expect(linkIn(address)).toEqual({ share, secret });
  });

  it.each([
    `/s#${share}`, `/s#${share}.`, `/s%23${whole.slice(0, -1)}`, `/s#.${secret}`, `/s#${whole.slice(9)}`, '/s%23x', '/s/x',
  ])('is recognised in %s', (address) => {
    expect([linkIn(address), isMeant(address)]).toEqual([null, true]);
  });

  it.each(['/s', '/s/', '/s#', '/s%23', '/s.', '/s)', '/share.html'])('was never in %s', (address) => {
    expect([linkIn(address), isMeant(address)]).toEqual([null, false]);
  });
});

describe('opening a link', () => {
  const link = { share: 'an-id', secret: 'a-secret' };
  const answering = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
    vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify(body), { status, headers })));
  };
  afterEach(() => vi.unstubAllGlobals());

  it('distinguishes an open link, one with a PIN and a dead one', async () => {
    answering(201, { idle_minutes: 60 });
    expect(await open(link, null)).toEqual({ is: 'open', idleMinutes: 60 });
    answering(401, { code: 'pin_required', tries_left: 3 });
    expect(await open(link, '0000')).toEqual({ is: 'pin', left: 3 });
    answering(404, { code: 'not_found' });
    expect(await open(link, null)).toEqual({ is: 'nothing' });
  });

  it('reports it as dead after the last PIN attempt', async () => {
    answering(401, { code: 'pin_required', tries_left: 0 });
    expect(await open(link, '0000')).toEqual({ is: 'nothing' });
  });

  it('says in how many minutes it can be tried again, at least one', async () => {
    for (const [seconds, minutes] of [['420', 7], ['61', 2], ['60', 1], ['1', 1], ['0', 1], ['soon', 1]] as const) {
      answering(429, { code: 'too_many_requests' }, { 'Retry-After': seconds });
      expect(await open(link, null)).toEqual({ is: 'later', minutes });
    }
    answering(429, {});
    expect(await open(link, null)).toEqual({ is: 'later', minutes: 1 });
  });

  it('throws if the server fails', async () => {
    answering(503, {});
    await expect(open(link, null)).rejects.toThrow('503');
  });
});

describe('refreshing the page', () => {
  const MINUTE = 60_000;
  const [look, away] = [vi.fn(), vi.fn()];
  let stop: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
    const window = new EventTarget();
    vi.stubGlobal('document', page);
    vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
    vi.stubGlobal('sign', (name: string) => window.dispatchEvent(new Event(name)));
    stop = watchAttention(() => 60 * MINUTE, look, away);
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.clearAllMocks();
  });

  const page = (): { visibilityState: string } & EventTarget => document as never;
  const sign = (name: string): void => (globalThis as unknown as { sign: (name: string) => void }).sign(name);

  it('happens every minute while it is visible', () => {
    vi.advanceTimersByTime(3 * MINUTE);
    expect(look).toHaveBeenCalledTimes(3);
    page().visibilityState = 'hidden';
    vi.advanceTimersByTime(3 * MINUTE);
    expect(look).toHaveBeenCalledTimes(3);
    page().visibilityState = 'visible';
    page().dispatchEvent(new Event('visibilitychange'));
    sign('focus');
    expect(look).toHaveBeenCalledTimes(5);
  });

  it('stops after an hour without activity, also in another tab', () => {
    vi.advanceTimersByTime(59 * MINUTE);
    expect(away).not.toHaveBeenCalled();
    sign('keydown');
    vi.advanceTimersByTime(59 * MINUTE);
    expect(away).not.toHaveBeenCalled();
    page().visibilityState = 'hidden';
    vi.advanceTimersByTime(MINUTE);
    expect(away).toHaveBeenCalled();
  });

  it('stops at the first event after a laptop was closed for that long', () => {
    vi.setSystemTime(Date.now() + 61 * MINUTE);
    sign('pointermove');
    expect([away.mock.calls.length, look.mock.calls.length]).toEqual([1, 0]);
  });

  it('stops on request', () => {
    stop();
    vi.advanceTimersByTime(90 * MINUTE);
    expect([away.mock.calls.length, look.mock.calls.length]).toEqual([0, 0]);
  });
});
