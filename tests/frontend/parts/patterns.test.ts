import { describe, expect, it } from 'vitest';
import type { PatternRow, Patterns } from '../../../frontend/src/logic/patterns/shape';
import { blocksOf, shownWeeks } from '../../../frontend/src/parts/pictures/columns';
import {
  bodySentence, cellText, closenessSentence, gistWith, hoursSentence, responsesSentence, scalesSentence, strengthSentence,
  weekdaysSentence,
} from '../../../frontend/src/parts/pictures/sentences';

const at = (counts: Record<number, number>, length = 24): number[] => Array.from({ length }, (_, i) => counts[i] ?? 0);

const row = (change: Partial<PatternRow>): PatternRow => ({
  code: 'ease', label: null, count: 0, strengths: at({}, 11), unsaid: 0, hours: at({}), weekdays: at({}, 7),
  moments: { before: 0, during: 0, after: 0 }, weeks: [], ...change,
});

const none = { count: 0, levels: at({}, 11), weeks: [] };
const patterns: Patterns = {
  from: '2026-09-07', to: '2026-11-22', check_ins: 31, days: 22,
  weeks: ['2026-09-07', '2026-09-14', '2026-09-21'], hours: at({}), weekdays: at({}, 7),
  sensations: [
    row({ code: 'jaw-tension', count: 4, weeks: [{ week: '2026-09-21', count: 4, strength: null }] }),
    row({ code: 'chest-tightness', count: 14, hours: at({ 9: 7, 20: 7 }), weeks: [{ week: '2026-09-14', count: 14, strength: 5.6 }] }),
    row({ code: 'own:1', label: 'A hum', count: 9 }),
  ],
  moments: [], people: [], responses: [], now: [], longing: none, fear: none, practices: 0, met: [], received: 0, carried: 0,
};

describe('body by week', () => {
  it('describes the two most frequent sensations as n of m', () => {
    expect(bodySentence(patterns)).toBe('Tightness in the chest in 14 of 31 check-ins. A hum in 9.');
  });

  it('says when only if more than half agree', () => {
    const evenings = row({ code: 'jaw-tension', count: 9, hours: at({ 19: 3, 21: 3, 8: 3 }) });
    expect(bodySentence({ ...patterns, sensations: [evenings] }))
      .toBe('Tension in the jaw in 9 of 31 check-ins, mostly in the evening (6).');
  });

  it('says so if all check-ins are only text', () => {
    expect(bodySentence({ ...patterns, sensations: [] })).toMatch(/in words/);
  });

  it('begins with the first week that has data, and keeps empty ones after it', () => {
    expect(shownWeeks(patterns.weeks, ['2026-09-14'])).toEqual(['2026-09-14', '2026-09-21']);
    expect(shownWeeks(patterns.weeks, [])).toEqual([]);
  });

  it('continues below in blocks of thirteen weeks, newest first, without empty ones', () => {
    const weeks = Array.from({ length: 40 }, (_, i) => new Date(Date.UTC(2026, 0, 5 + 7 * i)).toISOString().slice(0, 10));
    const there = (i: number) => ({ week: weeks[i]!, count: 1, strength: null });
    const found = blocksOf({
      ...patterns, weeks,
      sensations: [row({ code: 'ease', weeks: [there(1), there(39)] }), row({ code: 'numbness', weeks: [there(38)] })],
    });
    expect(found.map((block) => [block.weeks[0], block.weeks.length, block.rows.map(({ code }) => code)])).toEqual([
      [weeks[27], 13, ['ease', 'numbness']], [weeks[1], 13, ['ease']],
    ]);
  });

  it('describes a cell for screen readers, with its strength if recorded', () => {
    expect(cellText({ week: '', count: 2, strength: 5.6 })).toBe('2 times, strength about 6');
    expect(cellText({ week: '', count: 1, strength: null })).toBe('once');
    expect(cellText(undefined)).toBe('not noted');
  });
});

describe('the other charts', () => {
  it('name the hours and the weekday with the majority, or else say that it varies', () => {
    expect(hoursSentence(at({ 20: 4, 22: 4, 9: 3 }), 11)).toMatch(/^8 of 11 were between .*8.*11|20:00.*23:00/);
    expect(hoursSentence(at({ 1: 1, 9: 1, 17: 1 }), 3)).toBe('3 check-ins, spread over the day.');
    expect(weekdaysSentence(at({ 6: 6, 0: 2 }, 7), 8)).toBe('6 of 8 were on a Sunday.');
    expect(weekdaysSentence(at({ 6: 3, 0: 3 }, 7), 6)).toBe('6 check-ins, spread over the week.');
  });

  it('show before, during and after side by side', () => {
    const moments = [{ code: 'before', count: 6 }, { code: 'after', count: 11 }];
    expect(closenessSentence({ ...patterns, moments })).toBe('Before closeness 6, during 0, after 11, of 31 check-ins.');
  });

  it('never subtract fear from longing', () => {
    expect(scalesSentence({ ...patterns, longing: { ...none, count: 12 }, fear: { ...none, count: 10 } }))
      .toBe('Longing was said in 12 of 31 check-ins, fear in 10.');
  });

  it('name the most frequent strength, if there is just one', () => {
    expect(strengthSentence(row({ count: 9, unsaid: 1, strengths: at({ 6: 4, 3: 2, 8: 2 }, 11) })))
      .toBe('A strength was said in 8 of 9, most often 6 of 10.');
    expect(strengthSentence(row({ count: 4, strengths: at({ 6: 2, 3: 2 }, 11) }))).toBe('A strength was said in 4 of 4.');
    expect(strengthSentence(row({ count: 1, strengths: at({ 6: 1 }, 11) }))).toBe('A strength was said in 1 of 1.');
  });

  it('count responses and people plainly', () => {
    const responses = [{ code: 'shutdown', count: 2 }, { code: 'staying-quiet', count: 4 }];
    expect(responsesSentence({ ...patterns, responses })).toBe('Staying quiet in 4 of 31 check-ins.');
    const sensations = [{ code: 'jaw-tension', label: null, count: 2 }, { code: 'own:1', label: 'A hum', count: 3 }];
    expect(gistWith({ person: null, nickname: 'J.', count: 5, sensations })).toBe('A hum 3, Jaw 2');
  });
});
