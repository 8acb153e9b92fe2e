import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { unplaced } from '../../../frontend/src/logic/felt-places';
import type { CheckIn } from '../../../frontend/src/store';

type Module = typeof import('../../../frontend/src/parts/entries/check-in');
let checkIns: Module;
let get: typeof import('../../../frontend/src/store').get;

beforeAll(async () => {
  vi.stubGlobal('document', { cookie: '', addEventListener: () => {}, visibilityState: 'visible' });
  checkIns = await import('../../../frontend/src/parts/entries/check-in');
  ({ get } = await import('../../../frontend/src/store'));
});

const dataOf = async (id: string): Promise<CheckIn> => (await get('check-ins', id))!.data;

describe('a check-in', () => {
  it('stores the taps in the catalogue’s order, and blank text as null', async () => {
    const id = await checkIns.checkIn([unplaced('ease'), unplaced('numbness', 4)], '  ');
    const { sensations, note } = await dataOf(id);
    expect(sensations.map(({ code, strength }) => [code, strength])).toEqual([['numbness', 4], ['ease', null]]);
    expect(note).toBeNull();
  });

  it('takes concurrent changes in turn, so that none is lost', async () => {
    const id = await checkIns.checkIn([unplaced('ease')], '');
    await Promise.all([
      checkIns.answer(id, 'feeling', 'warm'),
      checkIns.answer(id, 'protecting', 'being seen'),
      checkIns.toggleResponse(id, 'shutdown'),
    ]);
    const { answers, responses } = await dataOf(id);
    expect(answers).toEqual({ feeling: 'warm', protecting: 'being seen', learned: null });
    expect(responses).toEqual(['shutdown']);
  });

  it('cannot be emptied by a change', async () => {
    const id = await checkIns.checkIn([], 'only words');
    await expect(checkIns.amend(id, (data) => ({ ...data, note: null }))).rejects.toThrow(checkIns.Emptied);
    expect((await dataOf(id)).note).toBe('only words');
  });

  it('cannot be changed once it is deleted', async () => {
    await expect(checkIns.answer('nowhere', 'feeling', 'x')).rejects.toThrow(checkIns.Gone);
  });

  it('is summarised in one line: its sensations, else its first words', async () => {
    const words = await checkIns.checkIn([], 'w'.repeat(80));
    expect(checkIns.inShort(await dataOf(words))).toBe(`“${'w'.repeat(57)}…”`);
    const felt = await checkIns.checkIn([unplaced('ease'), unplaced('unsure')], 'words');
    expect(checkIns.inShort(await dataOf(felt))).toBe('Ease or warmth, Something, but no word for it');
  });

  it('is summarised with strengths, and with the first line of its words', async () => {
    const felt = [{ ...unplaced('ease'), strength: 6 }, unplaced('unsure')];
    const data = await dataOf(await checkIns.checkIn(felt, ' \nby the door\nand then outside'));
    expect(checkIns.inShort(data)).toBe('Ease or warmth 6, Something, but no word for it');
    expect(checkIns.wordsOf(data)).toBe('by the door');
    expect(checkIns.wordsOf(await dataOf(await checkIns.checkIn(felt, '')))).toBeUndefined();
  });

  it('made on the body without a word is summarised by its places', async () => {
    const throat = { ...unplaced('unsure'), place: 'throat', side: 'front', texture: 'more' } as const;
    const back = { ...unplaced('unsure'), place: 'shoulders', side: 'back', texture: 'less' } as const;
    const onBody = await checkIns.checkIn([throat, back], '');
    expect(checkIns.inShort(await dataOf(onBody))).toBe('Throat: felt; Shoulders, at the back: numb');
    const named = await checkIns.checkIn([throat, unplaced('ease')], '');
    expect(checkIns.inShort(await dataOf(named))).toBe('Ease or warmth, Something, but no word for it');
  });
});
