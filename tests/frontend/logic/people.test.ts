import { describe, expect, it } from 'vitest';
import { signs } from '../../../frontend/src/catalogue-more';
import { MOST_NOTICED, letterOf, noticed, timesNoticed, type Sign } from '../../../frontend/src/logic/people';
import { personInWords } from '../../../frontend/src/parts/people/person-in-words';
import type { Person } from '../../../frontend/src/store';

const order = signs.map(({ code }) => code);
const earlier: Person = { nickname: 'R.', safe: null };

const after = (person: Person, ...steps: [Sign, 1 | -1][]): Person =>
  steps.reduce((now, [sign, by]) => noticed(now, sign, by, order), person);

describe('the signs noticed with somebody', () => {
  it('are counted in the catalogue\'s order, also for a row of an earlier version without any', () => {
    const now = after(earlier, ['refuses-repair', 1], ['care', 1], ['care', 1]);
    expect(now).toEqual({ ...earlier, signs: [{ code: 'care', count: 2 }, { code: 'refuses-repair', count: 1 }] });
    expect([timesNoticed(now, 'care'), timesNoticed(now, 'curiosity'), timesNoticed(earlier, 'care')]).toEqual([2, 0, 0]);
  });

  it('can be undone, and stay between zero and the server\'s limit', () => {
    expect(after(earlier, ['care', 1], ['care', -1], ['care', -1]).signs).toEqual([]);
    const most: Person = { ...earlier, signs: [{ code: 'care', count: MOST_NOTICED }] };
    expect(after(most, ['care', 1]).signs).toEqual(most.signs);
  });

  it('are in the one-line description, so that two versions can be told apart', () => {
    const person: Person = { ...earlier, safe: 'unsure', color: 'moss', signs: [{ code: 'care', count: 2 }] };
    expect(personInWords(person)).toBe('R. · I’m not sure · Moss · Cared how I was: 2 times');
    expect(personInWords(earlier)).toBe('R.');
  });
});

describe('a badge', () => {
  it.each([['robin', 'R'], [' élan', 'É'], ['👩‍🚀 Sam', '👩‍🚀'], ['שלום', 'ש'], ['', '']])('shows the first letter of %j', (nickname, letter) => {
    expect(letterOf(nickname)).toBe(letter);
  });
});
