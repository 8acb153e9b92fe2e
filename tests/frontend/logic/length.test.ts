import { describe, expect, it } from 'vitest';
import { WORDS, beyond } from '../../../frontend/src/logic/length';

describe('the length of a text', () => {
  it('is counted in characters, as the server does', () => {
    expect(beyond('🌱'.repeat(WORDS), WORDS)).toBe(0);
    expect(beyond('🌱'.repeat(WORDS + 3), WORDS)).toBe(3);
    expect(beyond('a'.repeat(WORDS), WORDS)).toBe(0);
    expect(beyond(`${'a'.repeat(WORDS)}ש`, WORDS)).toBe(1);
  });
});
