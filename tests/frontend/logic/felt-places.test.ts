import { describe, expect, it } from 'vitest';
import {
  codesOf, inOrder, proposedPlace, strengthsOf, tapped, textureAt, toggled, unplaced, withStrength, type Spot,
} from '../../../frontend/src/logic/felt-places';
import type { Sensation } from '../../../frontend/src/store';

const chest: Spot = { place: 'chest', side: 'front' };
const belly: Spot = { place: 'belly', side: 'front' };
const shouldersBehind: Spot = { place: 'shoulders', side: 'back' };

const taps = (felt: Sensation[], code: string, ...spots: Spot[]): Sensation[] =>
  spots.reduce((now, spot) => tapped(now, code, spot, 'more'), felt);

describe('a sensation', () => {
  it('is chosen with one tap and removed with another, along with its places', () => {
    expect(toggled([], 'ease')).toEqual([unplaced('ease')]);
    expect(toggled(taps([unplaced('ease')], 'ease', chest, belly), 'ease')).toEqual([]);
  });

  it('has the same strength in all of its places', () => {
    const two = withStrength(taps([unplaced('ease', 2)], 'ease', chest, belly), 'ease', 8);
    expect(two.map(({ place, strength }) => [place, strength])).toEqual([['chest', 8], ['belly', 8]]);
    expect(strengthsOf(two)).toEqual({ ease: 8 });
  });

  it('shows its greatest strength if another client recorded several', () => {
    const felt = [unplaced('ease', null), { ...unplaced('ease', 3), ...chest }, { ...unplaced('ease', 7), ...belly }];
    expect(strengthsOf(felt)).toEqual({ ease: 7 });
    expect(strengthsOf([unplaced('ease', 0), { ...unplaced('ease'), ...chest }])).toEqual({ ease: 0 });
  });

  it('is listed once, however many places it has', () => {
    expect(codesOf(taps([unplaced('numbness'), unplaced('ease')], 'ease', chest, belly))).toEqual(['numbness', 'ease']);
  });

  it('is in the order of the screen, own ones last', () => {
    const felt = [unplaced('own:1'), unplaced('ease'), unplaced('numbness')];
    expect(codesOf(inOrder(felt, ['numbness', 'ease']))).toEqual(['numbness', 'ease', 'own:1']);
  });
});

describe('a place on the body', () => {
  it('is marked by one tap and unmarked by a second, in either texture', () => {
    for (const texture of ['more', 'less'] as const) {
      const once = tapped([unplaced('numbness', 4)], 'numbness', chest, texture);
      expect(once).toEqual([{ code: 'numbness', strength: 4, place: 'chest', side: 'front', texture }]);
      expect(tapped(once, 'numbness', chest, texture)).toEqual([unplaced('numbness', 4)]);
    }
  });

  it('takes the other texture with one tap', () => {
    const felt = taps([unplaced('numbness')], 'numbness', chest, belly);
    expect(tapped(felt, 'numbness', chest, 'less').map(({ place, texture }) => [place, texture])).toEqual([
      ['chest', 'less'], ['belly', 'more'],
    ]);
  });

  it('can be one of two, and removing one leaves the other', () => {
    const two = taps([unplaced('ease')], 'ease', chest, shouldersBehind);
    expect(two.map(({ place, side }) => [place, side])).toEqual([['chest', 'front'], ['shoulders', 'back']]);
    expect(taps(two, 'ease', chest)).toEqual([two[1]]);
  });

  it('is unsure without a sensation, and leaves nothing when removed', () => {
    const once = taps([], 'unsure', chest);
    expect(once.map(({ code, place }) => [code, place])).toEqual([['unsure', 'chest']]);
    expect(taps(once, 'unsure', chest)).toEqual([]);
  });

  it('belongs to one sensation; others stay as they are', () => {
    const felt = tapped([unplaced('ease'), unplaced('numbness')], 'numbness', chest, 'less');
    expect(textureAt(felt, 'numbness', chest)).toBe('less');
    expect(textureAt(felt, 'ease', chest)).toBeNull();
    expect(felt[0]).toEqual(unplaced('ease'));
  });

  it('on one side differs from the other; without a side it is both', () => {
    const front = taps([], 'unsure', { place: 'shoulders', side: 'front' });
    expect(textureAt(front, 'unsure', shouldersBehind)).toBeNull();
    expect(textureAt([{ ...front[0]!, side: null }], 'unsure', shouldersBehind)).toBe('more');
  });
});

describe('the usual place of a sensation', () => {
  const usual = (code: string): Spot['place'] | null => (code === 'jaw-tension' ? 'jaw' : null);

  it('is suggested while the sensation has no place, whatever places others have', () => {
    const felt = taps([unplaced('jaw-tension', 6), unplaced('numbness')], 'numbness', belly);
    expect(proposedPlace(felt, 'jaw-tension', usual)).toBe('jaw');
  });

  it('is not suggested once it has a place, if it isn’t chosen, or if it has no usual place', () => {
    expect(proposedPlace(taps([unplaced('jaw-tension')], 'jaw-tension', belly), 'jaw-tension', usual)).toBeNull();
    expect(proposedPlace([], 'jaw-tension', usual)).toBeNull();
    expect(proposedPlace([unplaced('numbness')], 'numbness', usual)).toBeNull();
  });

  it('is recorded with one tap, and suggested again when removed', () => {
    const jaw: Spot = { place: 'jaw', side: 'front' };
    const once = taps([unplaced('jaw-tension')], 'jaw-tension', jaw);
    expect(textureAt(once, 'jaw-tension', jaw)).toBe('more');
    expect(proposedPlace(taps(once, 'jaw-tension', jaw), 'jaw-tension', usual)).toBe('jaw');
  });
});
