import { describe, expect, it } from 'vitest';
import { WORDS, excessLength } from '../../../frontend/src/logic/length';

describe('the length of a text', () => {
  it('is counted in code points, as on the server', () => {
    expect(excessLength('🌱'.repeat(WORDS), WORDS)).toBe(0);
    expect(excessLength('🌱'.repeat(WORDS + 3), WORDS)).toBe(3);
    expect(excessLength('a'.repeat(WORDS), WORDS)).toBe(0);
    expect(excessLength(`${'a'.repeat(WORDS)}ש`, WORDS)).toBe(1);
  });
});
