import { describe, expect, it } from 'vitest';
import { unplaced } from '../../../frontend/src/logic/felt-places';
import { isSeenFrom, marksOf, saidAt, whereIs } from '../../../frontend/src/parts/body/marks';
import type { Sensation } from '../../../frontend/src/store';

const mark = (code: string, place: Sensation['place'], more: Partial<Sensation> = {}): Sensation => ({
  ...unplaced(code), place, side: 'front', texture: 'more', ...more,
});
const label = (code: string): string => code.toUpperCase();

describe('marks as text', () => {
  it('name the place, the side if there are two, and the texture if given', () => {
    expect(whereIs(mark('ease', 'chest'))).toBe('Chest: felt');
    expect(whereIs(mark('ease', 'shoulders', { side: 'back', texture: 'less' }))).toBe('Shoulders, at the back: numb');
    expect(whereIs(mark('ease', 'back', { side: 'back', texture: null }))).toBe('Back');
    expect(whereIs(unplaced('ease'))).toBeNull();
  });

  it('name the sensation only if there are several', () => {
    const chest = { place: 'chest', side: 'front' } as const;
    expect(saidAt([], chest, label)).toBe('Chest');
    expect(saidAt([mark('ease', 'chest')], chest, label)).toBe('Chest: felt');
    expect(saidAt([mark('ease', 'chest'), mark('numbness', 'chest', { texture: 'less' })], chest, label)).toBe(
      'Chest: EASE, felt; NUMBNESS, numb');
  });

  it('are in order from head to feet, each place once', () => {
    const felt = [mark('ease', 'feet'), mark('ease', 'head', { side: 'back' }), mark('ease', 'head'), mark('numbness', 'feet')];
    expect(marksOf(felt).map(({ place, said }) => [place, said.length])).toEqual([
      ['Head', 1], ['Head, at the back', 1], ['Feet', 2],
    ]);
  });

  it('without a side are drawn on a side that shows the place', () => {
    expect(isSeenFrom(mark('ease', 'back', { side: null }), 'back')).toBe(true);
    expect(isSeenFrom(mark('ease', 'back', { side: null }), 'front')).toBe(false);
    expect(isSeenFrom(mark('ease', 'head', { side: null }), 'front')).toBe(true);
  });
});
