import { describe, expect, it } from 'vitest';
import {
  codesOf, inOrder, proposedPlace, strengthsOf, tapped, textureAt, toggled, unplaced, withStrength, type Spot,
} from '../../../frontend/src/logic/felt-places';
import type { Sensation } from '../../../frontend/src/store';

const chest: Spot = { place: 'chest', side: 'front' };
const belly: Spot = { place: 'belly', side: 'front' };
const shouldersBehind: Spot = { place: 'shoulders', side: 'back' };

const taps = (felt: Sensation[], code: string, ...spots: Spot[]): Sensation[] =>
  spots.reduce((now, spot) => tapped(now, code, spot), felt);

describe('a sensation', () => {
  it('is chosen with a tap and let go with another, with all its places', () => {
    expect(toggled([], 'ease')).toEqual([unplaced('ease')]);
    expect(toggled(taps([unplaced('ease')], 'ease', chest, belly), 'ease')).toEqual([]);
  });

  it('is as strong in each of its places', () => {
    const two = withStrength(taps([unplaced('ease', 2)], 'ease', chest, belly), 'ease', 8);
    expect(two.map(({ place, strength }) => [place, strength])).toEqual([['chest', 8], ['belly', 8]]);
    expect(strengthsOf(two)).toEqual({ ease: 8 });
  });

  it('is shown with the greatest strength where others have said several', () => {
    const felt = [unplaced('ease', null), { ...unplaced('ease', 3), ...chest }, { ...unplaced('ease', 7), ...belly }];
    expect(strengthsOf(felt)).toEqual({ ease: 7 });
    expect(strengthsOf([unplaced('ease', 0), { ...unplaced('ease'), ...chest }])).toEqual({ ease: 0 });
  });

  it('is named once, wherever it is', () => {
    expect(codesOf(taps([unplaced('numbness'), unplaced('ease')], 'ease', chest, belly))).toEqual(['numbness', 'ease']);
  });

  it('stands in the order of the screen, own ones after', () => {
    const felt = [unplaced('own:1'), unplaced('ease'), unplaced('numbness')];
    expect(codesOf(inOrder(felt, ['numbness', 'ease']))).toEqual(['numbness', 'ease', 'own:1']);
  });
});

describe('a place on the body', () => {
  it('is more there, less there, and neither', () => {
    const once = taps([unplaced('numbness', 4)], 'numbness', chest);
    expect(once).toEqual([{ code: 'numbness', strength: 4, place: 'chest', side: 'front', texture: 'more' }]);
    const twice = taps(once, 'numbness', chest);
    expect(twice[0]!.texture).toBe('less');
    expect(taps(twice, 'numbness', chest)).toEqual([unplaced('numbness', 4)]);
  });

  it('can be one of two, and going from one leaves the other', () => {
    const two = taps([unplaced('ease')], 'ease', chest, shouldersBehind);
    expect(two.map(({ place, side }) => [place, side])).toEqual([['chest', 'front'], ['shoulders', 'back']]);
    expect(taps(two, 'ease', chest, chest)).toEqual([two[1]]);
  });

  it('is unsure where no sensation was chosen, and leaves nothing when it is taken back', () => {
    const once = taps([], 'unsure', chest);
    expect(once.map(({ code, place }) => [code, place])).toEqual([['unsure', 'chest']]);
    expect(taps(once, 'unsure', chest, chest)).toEqual([]);
  });

  it('belongs to one sensation, others stay as they are', () => {
    const felt = taps([unplaced('ease'), unplaced('numbness')], 'numbness', chest, chest);
    expect(textureAt(felt, 'numbness', chest)).toBe('less');
    expect(textureAt(felt, 'ease', chest)).toBeNull();
    expect(felt[0]).toEqual(unplaced('ease'));
  });

  it('from one side isn’t the same from the other; without a side it is both', () => {
    const front = taps([], 'unsure', { place: 'shoulders', side: 'front' });
    expect(textureAt(front, 'unsure', shouldersBehind)).toBeNull();
    expect(textureAt([{ ...front[0]!, side: null }], 'unsure', shouldersBehind)).toBe('more');
  });
});

describe('where a sensation usually is', () => {
  const usual = (code: string): Spot['place'] | null => (code === 'jaw-tension' ? 'jaw' : null);

  it('is proposed while it has no place, whatever places others have', () => {
    const felt = taps([unplaced('jaw-tension', 6), unplaced('numbness')], 'numbness', belly);
    expect(proposedPlace(felt, 'jaw-tension', usual)).toBe('jaw');
  });

  it('is not proposed once it has a place, nor for what isn’t chosen, nor where there is none', () => {
    expect(proposedPlace(taps([unplaced('jaw-tension')], 'jaw-tension', belly), 'jaw-tension', usual)).toBeNull();
    expect(proposedPlace([], 'jaw-tension', usual)).toBeNull();
    expect(proposedPlace([unplaced('numbness')], 'numbness', usual)).toBeNull();
  });

  it('is felt there with one tap, and proposed again when that is taken back', () => {
    const jaw: Spot = { place: 'jaw', side: 'front' };
    const once = taps([unplaced('jaw-tension')], 'jaw-tension', jaw);
    expect(textureAt(once, 'jaw-tension', jaw)).toBe('more');
    expect(proposedPlace(taps(once, 'jaw-tension', jaw, jaw), 'jaw-tension', usual)).toBe('jaw');
  });
});
