import { beforeAll, describe, expect, it, vi } from 'vitest';

type Router = typeof import('../../frontend/src/router');
let match: Router['match'];
let guardedNavigation: Router['guardedNavigation'];

beforeAll(async () => {
  vi.stubGlobal('location', { hash: '' });
  ({ match, guardedNavigation } = await import('../../frontend/src/router'));
});

describe('a route', () => {
  it('returns its parameters', () => {
    expect(match('/curious/:id/:question', '/curious/7/feeling')).toEqual({ id: '7', question: 'feeling' });
  });

  it('does not match another path', () => {
    expect(match('/look-back/:date', '/look-back')).toBeNull();
    expect(match('/look-back/:date', '/look-back/')).toBeNull();
    expect(match('/', '/you')).toBeNull();
  });
});

describe('guarded navigation', () => {
  it('navigates', () => {
    location.hash = '#/now';
    guardedNavigation().go('/kept');
    expect(location.hash).toBe('/kept');
  });

  it('does nothing once the person has left the screen', () => {
    location.hash = '#/now';
    const on = guardedNavigation();
    location.hash = '#/you';
    on.go('/kept');
    on.replace('/kept');
    expect(location.hash).toBe('#/you');
  });
});
