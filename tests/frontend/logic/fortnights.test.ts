import { describe, expect, it } from 'vitest';
import { compare, fortnights } from '../../../frontend/src/logic/patterns/fortnights';

const noted = (...codes: string[]) => ({ sensations: codes.map((code) => ({ code })) });
const times = (n: number, ...codes: string[]) => Array.from({ length: n }, () => noted(...codes));

describe('the last two weeks beside the two before', () => {
  it('are fourteen days each, without a gap', () => {
    expect(fortnights('2026-03-02')).toEqual({
      now: { from: '2026-02-17', to: '2026-03-02' }, before: { from: '2026-02-03', to: '2026-02-16' },
    });
  });

  it('names the two sensations noted most in both, each check-in counted once', () => {
    const now = [...times(4, 'ease', 'jaw-tension'), ...times(7, 'numbness'), noted('ease', 'ease')];
    const before = [...times(6, 'ease'), ...times(3, 'jaw-tension')];
    expect(compare(now, before)).toEqual([
      { code: 'ease', now: 5, before: 6 }, { code: 'jaw-tension', now: 4, before: 3 },
    ]);
  });

  it('names one that was noted on one side only', () => {
    expect(compare(times(5), times(5, 'ease'))).toEqual([{ code: 'ease', now: 0, before: 5 }]);
  });

  it('names none with fewer than five check-ins on either side, and none if there are only words', () => {
    expect(compare(times(4, 'ease'), times(9, 'ease'))).toEqual([]);
    expect(compare(times(9, 'ease'), times(4, 'ease'))).toEqual([]);
    expect(compare(times(5), times(5))).toEqual([]);
  });
});
