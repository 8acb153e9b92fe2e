import { describe, expect, it } from 'vitest';
import { cellText, sentence, shownWeeks, type Patterns } from '../../frontend/src/parts/patterns';

const patterns: Patterns = {
  from: '2026-09-07', to: '2026-11-22', check_ins: 31, days: 22,
  weeks: ['2026-09-07', '2026-09-14', '2026-09-21'],
  sensations: [
    { code: 'jaw-tension', label: null, count: 4, weeks: [{ week: '2026-09-21', count: 4, strength: null }] },
    { code: 'chest-tightness', label: null, count: 14, weeks: [{ week: '2026-09-14', count: 14, strength: 5.6 }] },
    { code: 'own:1', label: 'A hum', count: 9, weeks: [] },
  ],
};

describe('body by week', () => {
  it('says the two most frequent sensations as n of m', () => {
    expect(sentence(patterns)).toBe('Tightness in the chest in 14 of 31 check-ins. A hum in 9.');
  });

  it('says so when the check-ins are all in words', () => {
    expect(sentence({ ...patterns, sensations: [] })).toMatch(/in words/);
  });

  it('begins with the first week that has something, and keeps the empty ones after it', () => {
    expect(shownWeeks(patterns)).toEqual(['2026-09-14', '2026-09-21']);
  });

  it('reads a cell out, with its strength if one was said', () => {
    expect(cellText({ week: '', count: 2, strength: 5.6 })).toBe('2 times, strength about 6');
    expect(cellText({ week: '', count: 1, strength: null })).toBe('once');
    expect(cellText(undefined)).toBe('not noted');
  });
});
