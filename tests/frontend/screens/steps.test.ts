import { describe, expect, it } from 'vitest';
import { steps, wayFrom } from '../../../frontend/src/screens/entry/steps';

describe('the steps of a check-in', () => {
  it('lead from each to the next, and from the last to the check-in', () => {
    const seen: string[] = [];
    for (let path = '/more/7/where'; path.startsWith('/more/'); ) {
      const step = steps.find((one) => path.endsWith(one))!;
      seen.push(step);
      const way = wayFrom(path, '7', step);
      expect(way).toMatchObject({ number: seen.length, enough: '/' });
      path = way.next;
    }
    expect(seen).toEqual([...steps]);
  });

  it('return to the check-in if one was opened by itself', () => {
    expect(wayFrom('/entry/7/who', '7', 'who')).toEqual({ number: null, next: '/entry/7', enough: '/entry/7' });
  });
});
