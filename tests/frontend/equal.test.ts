import { describe, expect, it } from 'vitest';
import { equal } from '../../frontend/src/logic/equal';
import { checkIn } from './phone';

describe('two bodies are equal', () => {
  it('when what is absent in one is null, empty or false in the other', () => {
    expect(equal({ note: null, responses: [], for_session: false }, {})).toBe(true);
  });

  it('when text is blank in one and null in the other', () => {
    expect(equal({ note: ' \n' }, { note: null })).toBe(true);
  });

  it('when no answer is given in either', () => {
    expect(equal({ answers: { feeling: null, protecting: '', learned: null } }, { answers: null })).toBe(true);
  });

  it('whatever the server has added', () => {
    expect(equal(checkIn(), { ...checkIn(), id: 'x', revision: 7, local_date: '2026-11-22' })).toBe(true);
  });

  it('when their instants are the same, however written', () => {
    expect(equal({ felt_at: '2026-11-22T09:14:03Z' }, { felt_at: '2026-11-22T10:14:03.000+01:00' })).toBe(true);
  });

  it('in whatever order their fields come', () => {
    expect(equal({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBe(true);
  });
});

describe('two bodies differ', () => {
  it.each([
    ['a strength of 0 and none', { strength: 0 }, { strength: null }],
    ['one and true', { fear: 1 }, { fear: true }],
    ['a number and its text', { fear: 1 }, { fear: '1' }],
    ['another word', { note: 'warm' }, { note: 'cold' }],
    ['a space more', { note: 'warm' }, { note: 'warm ' }],
    ['another order in a list', { responses: ['a', 'b'] }, { responses: ['b', 'a'] }],
    ['one more in a list', { responses: ['a'] }, { responses: ['a', 'b'] }],
  ])('by %s', (_difference, one, other) => {
    expect(equal(one, other)).toBe(false);
  });
});
