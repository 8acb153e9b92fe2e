import { describe, expect, it } from 'vitest';
import { dayByKey, lastOf, monthsAfter, monthsBetween, sameDay, weeksOfMonth } from '../../../frontend/src/logic/month';
import { mostHours, mostlyAt, mostlyOne } from '../../../frontend/src/logic/patterns/mostly';
import { periodBetween, periodOf, slices } from '../../../frontend/src/logic/patterns/periods';
import {
  asksNothing, emptyQuery, excerpt, finder, searchedIn, wordsOf, type Query,
} from '../../../frontend/src/logic/search';
import parts from '../../patterns/parts_of_day.json';
import { practice } from '../phone';

const MONDAY = 1;
const SUNDAY = 7;

describe('a month', () => {
  it('has rows of seven, without days of other months', () => {
    const november = weeksOfMonth('2026-11', MONDAY);
    expect(november.map((week) => week.length)).toEqual([7, 7, 7, 7, 7, 7]);
    expect(november[0]).toEqual([null, null, null, null, null, null, '2026-11-01']);
    expect(november[5]).toEqual(['2026-11-30', null, null, null, null, null, null]);
    expect(weeksOfMonth('2026-11', SUNDAY)[0]![0]).toBe('2026-11-01');
    expect(weeksOfMonth('2027-02', MONDAY)).toHaveLength(4);
  });

  it('has the right length, also in leap years', () => {
    expect([lastOf('2026-11'), lastOf('2026-12'), lastOf('2027-02'), lastOf('2028-02')])
      .toEqual(['2026-11-30', '2026-12-31', '2027-02-28', '2028-02-29']);
  });

  it('has months before and after it, across years', () => {
    expect([monthsAfter('2026-11', 2), monthsAfter('2026-01', -1), monthsAfter('2026-12', -12)])
      .toEqual(['2027-01', '2025-12', '2025-12']);
    expect(monthsBetween('2026-11', '2027-02')).toEqual(['2026-11', '2026-12', '2027-01', '2027-02']);
    expect([sameDay('2026-03-31', -1), sameDay('2026-10-31', 1), sameDay('2028-02-29', 12)])
      .toEqual(['2026-02-28', '2026-11-30', '2029-02-28']);
  });

  it.each([
    ['ArrowRight', '2026-11-30', '2026-12-01'], ['ArrowLeft', '2026-11-01', '2026-10-31'],
    ['ArrowDown', '2026-11-22', '2026-11-29'], ['ArrowUp', '2026-11-22', '2026-11-15'],
    ['Home', '2026-11-22', '2026-11-16'], ['End', '2026-11-16', '2026-11-22'],
    ['PageUp', '2026-11-22', '2026-10-22'], ['PageDown', '2026-11-22', '2026-12-22'],
  ])('moves by %s from %s to %s', (key, from, to) => {
    expect(dayByKey(key, from, MONDAY)).toBe(to);
  });

  it('moves in line order in right-to-left text, and not at all by other keys', () => {
    expect(dayByKey('ArrowLeft', '2026-11-22', SUNDAY, true)).toBe('2026-11-23');
    expect(dayByKey('Home', '2026-11-25', SUNDAY)).toBe('2026-11-22');
    expect(dayByKey('x', '2026-11-22', MONDAY)).toBeNull();
  });
});

describe('a period', () => {
  const today = '2026-11-22';

  it('ends today and begins whole weeks before', () => {
    expect(periodOf('4w', today, null)).toEqual({ from: '2026-10-26', to: today });
    expect(periodOf('12w', today, null)).toEqual({ from: '2026-08-31', to: today });
    expect(periodOf('year', today, null)).toEqual({ from: '2025-11-24', to: today });
  });

  it('of all time begins with the first check-in, at most eleven years back', () => {
    expect(periodOf('all', today, '2026-03-01').from).toBe('2026-03-01');
    expect(periodOf('all', today, null).from).toBe(today);
    expect(periodOf('all', today, '2026-11-23').from).toBe(today);
    expect(periodOf('all', today, '1999-01-01').from).toBe('2015-11-15');
  });

  it('of chosen dates accepts them in either order, and not too far apart', () => {
    expect(periodBetween('2026-11-22', '2026-03-01')).toEqual({ from: '2026-03-01', to: '2026-11-22' });
    expect(periodBetween('', '2026-03-01')).toBeNull();
    expect(periodBetween('1999-01-01', '2026-03-01')).toBeNull();
  });

  it('is read in slices that skip and repeat no day, newest first', () => {
    expect(slices({ from: '2026-11-01', to: '2026-11-22' }, 10)).toEqual([
      { from: '2026-11-13', to: '2026-11-22' }, { from: '2026-11-03', to: '2026-11-12' }, { from: '2026-11-01', to: '2026-11-02' },
    ]);
    expect(slices({ from: today, to: today }, 10)).toEqual([{ from: today, to: today }]);
  });
});

const at = (counts: Record<number, number>, length = 24): number[] => Array.from({ length }, (_, i) => counts[i] ?? 0);

describe('the sentences about counts', () => {
  it('name the part of the day with the majority', () => {
    expect(mostlyAt(at({ 18: 2, 23: 2, 9: 3 }))).toEqual({ part: 'evening', count: 4 });
    expect(mostlyAt(at({ 5: 9, 6: 1 }))).toEqual({ part: 'night', count: 9 });
  });

  it.each(parts.hours.map((part, hour) => [hour, part] as const))('counts hour %i to the %s, as the server does', (hour, part) => {
    expect(mostlyAt(at({ [hour]: 5 }))).toEqual({ part, count: 5 });
  });

  it('say nothing about exactly half, nor about only four', () => {
    expect(mostlyAt(at({ 20: 3, 9: 3 }))).toBeNull();
    expect(mostlyAt(at({ 20: 4 }))).toBeNull();
    expect(mostHours(at({ 20: 4 }))).toBeNull();
    expect(mostlyOne([4, 0])).toBeNull();
    expect(mostlyOne([3, 3, 0])).toBeNull();
  });

  it('name the shortest range of hours with the majority, also across midnight', () => {
    expect(mostHours(at({ 20: 3, 21: 2, 22: 3, 9: 4 }))).toEqual({ from: 20, to: 23, count: 8 });
    expect(mostHours(at({ 23: 3, 0: 3, 12: 4 }))).toEqual({ from: 23, to: 1, count: 6 });
  });

  it('name no hours if the range would exceed six', () => {
    expect(mostHours(at({ 0: 2, 4: 2, 8: 2, 12: 2, 16: 2, 20: 2 }))).toBeNull();
  });

  it('name the one value with the majority', () => {
    expect(mostlyOne([1, 0, 0, 0, 6, 0, 0])).toBe(4);
  });
});

const written = (note: string | null, feeling: string | null = null) => ({
  sensations: [{ code: 'ease' }], person: 'robin', moment: 'after', texts: [note, feeling].filter((text) => text !== null),
});
const finds = (query: Partial<Query>, data = written('Como uma MÃO quente 🌊', 'den stillhet')): boolean =>
  finder({ ...emptyQuery, ...query })(data, wordsOf(data));

describe('search', () => {
  it('ignores case and accents, in every text', () => {
    expect(finds({ words: 'mao' })).toBe(true);
    expect(finds({ words: 'mão STILL' })).toBe(true);
    expect(finds({ words: '🌊' })).toBe(true);
    expect(finds({ words: 'mao sea' })).toBe(false);
  });

  it('finds no match across two texts, nor in an entry without text', () => {
    expect(finds({ words: '🌊den' })).toBe(false);
    expect(finds({ words: 'a' }, written(null))).toBe(false);
  });

  it('combines all filters', () => {
    expect(finds({ sensation: 'ease', person: 'robin', moment: 'after', words: 'quente' })).toBe(true);
    expect(finds({ sensation: 'unsure' })).toBe(false);
    expect(finds({ person: 'sam' })).toBe(false);
    expect(finds({ moment: 'before' })).toBe(false);
  });

  it('finds a practice by its text and person, but not by filters that only check-ins have', () => {
    const searched = searchedIn({ kind: 'practices', data: practice({ person: 'robin', bracing: 'Que fosse demais', happened: 'Um abraço' }) });
    const found = (query: Partial<Query>): boolean => finder({ ...emptyQuery, ...query })(searched, wordsOf(searched));
    expect(found({ words: 'demais abraco', person: 'robin' })).toBe(true);
    expect([found({ person: 'sam' }), found({ sensation: 'ease' }), found({ moment: 'after' })]).toEqual([false, false, false]);
    expect(excerpt(searched.texts, 'ABRACO')).toBe('Um abraço');
  });

  it('recognises an empty query', () => {
    expect(asksNothing({ ...emptyQuery, words: '  ' })).toBe(true);
    expect(asksNothing({ ...emptyQuery, moment: 'after' })).toBe(false);
  });

  it('shows the text around a match, and splits no character', () => {
    const long = `${'🌊 '.repeat(60)}a hand on the shoulder${' and on'.repeat(60)}`;
    const line = excerpt(['nothing', long], 'SHOULDER')!;
    expect(line).toMatch(/^….*a hand on the shoulder.*…$/u);
    expect(line).not.toMatch(/\p{Surrogate}/u);
    expect(excerpt(['short and whole'], 'whole')).toBe('short and whole');
    expect(excerpt(['nothing here'], 'x')).toBeNull();
    expect(excerpt(['anything'], ' ')).toBeNull();
  });
});
