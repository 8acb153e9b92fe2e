import { beforeAll, describe, expect, it, vi } from 'vitest';

type Router = typeof import('../../frontend/src/router');
let match: Router['match'];

beforeAll(async () => {
  vi.stubGlobal('location', { hash: '' });
  ({ match } = await import('../../frontend/src/router'));
});

describe('a route', () => {
  it('gives its parameters', () => {
    expect(match('/curious/:id/:question', '/curious/7/feeling')).toEqual({ id: '7', question: 'feeling' });
  });

  it('is not another one', () => {
    expect(match('/look-back/:date', '/look-back')).toBeNull();
    expect(match('/look-back/:date', '/look-back/')).toBeNull();
    expect(match('/', '/you')).toBeNull();
  });
});
