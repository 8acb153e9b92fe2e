/** Which bodies the server treats as equal: tests/frontend/kinds/bodies.test.ts. */
import { describe, expect, it } from 'vitest';
import { equal } from '../../../frontend/src/logic/equal';

describe('two bodies are equal', () => {
  it('whatever the order of their fields', () => {
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
