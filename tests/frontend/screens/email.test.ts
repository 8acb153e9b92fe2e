import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, it, vi } from 'vitest';

let answerOf: (typeof import('../../../frontend/src/screens/you/email'))['answerOf'];

beforeAll(async () => {
  vi.stubGlobal('document', { cookie: '', addEventListener: () => {}, visibilityState: 'visible' });
  ({ answerOf } = await import('../../../frontend/src/screens/you/email'));
});

describe('an answer of allauth about an address', () => {
  it('is success, or requires the password again', () => {
    expect(answerOf(200, { data: {} })).toEqual({ is: 'done' });
    expect(answerOf(401, { data: { flows: [{ id: 'reauthenticate' }] } })).toEqual({ is: 'password' });
  });

  it('does not ask for the password if nobody is signed in', () => {
    expect(answerOf(401, { data: { flows: [{ id: 'login' }, { id: 'signup' }] } })).toEqual({ is: 'problem', code: 'signed_out' });
  });

  it.each([
    [400, { errors: [{ code: 'invalid_or_expired_key' }] }, 'invalid_or_expired_key'],
    [400, { errors: [{ code: 'invalid' }] }, 'invalid_email'],
    [403, {}, 'just_mailed'], [503, {}, 'no_mail'], [429, {}, 'rate_limited'], [500, null, 'general'],
  ])('is a problem with a text: %i %j', (status, body, code) => {
    expect(answerOf(status, body)).toEqual({ is: 'problem', code });
  });
});
