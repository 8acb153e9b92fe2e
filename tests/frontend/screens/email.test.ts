import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, it, vi } from 'vitest';

let answerOf: (typeof import('../../../frontend/src/screens/you/email'))['answerOf'];

beforeAll(async () => {
  vi.stubGlobal('document', { cookie: '', addEventListener: () => {}, visibilityState: 'visible' });
  ({ answerOf } = await import('../../../frontend/src/screens/you/email'));
});

describe('what allauth answers about an address', () => {
  it('is that it was done, or that the password is asked once more', () => {
    expect(answerOf(200, { data: {} })).toEqual({ is: 'done' });
    expect(answerOf(401, { data: { flows: [{ id: 'reauthenticate' }] } })).toEqual({ is: 'password' });
  });

  it('is not a question for the password where nobody is signed in', () => {
    expect(answerOf(401, { data: { flows: [{ id: 'login' }, { id: 'signup' }] } })).toEqual({ is: 'problem', code: 'signed_out' });
  });

  it.each([
    [400, { errors: [{ code: 'invalid_or_expired_key' }] }, 'invalid_or_expired_key'],
    [400, { errors: [{ code: 'invalid' }] }, 'invalid_email'],
    [403, {}, 'just_mailed'], [503, {}, 'no_mail'], [429, {}, 'rate_limited'], [500, null, 'general'],
  ])('is a problem that can be said: %i %j', (status, body, code) => {
    expect(answerOf(status, body)).toEqual({ is: 'problem', code });
  });
});
