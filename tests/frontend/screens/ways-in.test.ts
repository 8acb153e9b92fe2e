import 'fake-indexeddb/auto';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { toCreate, toGet } from '../../../frontend/src/logic/passkey-json';
import { passkeysHere } from '../../../frontend/src/logic/passkeys-here';

let replyOf: (typeof import('../../../frontend/src/screens/ways-in/sending'))['replyOf'];

beforeAll(async () => {
  vi.stubGlobal('document', { cookie: '', addEventListener: () => {}, visibilityState: 'visible' });
  ({ replyOf } = await import('../../../frontend/src/screens/ways-in/sending'));
});

describe('an answer of allauth about sign-in methods', () => {
  it('is success, with its data', () => {
    expect(replyOf(200, { data: [1] })).toEqual({ is: 'done', data: [1] });
  });

  it.each(['reauthenticate', 'mfa_reauthenticate'])('requires reauthentication: %s', (id) => {
    expect(replyOf(401, { data: { flows: [{ id }] } })).toEqual({ is: 'proof' });
  });

  it('does not require it if nobody is signed in', () => {
    expect(replyOf(401, { data: { flows: [{ id: 'login' }] } })).toEqual({ is: 'problem', code: 'signed_out' });
  });

  it.each([
    [400, { errors: [{ code: 'last_way_in' }] }, 'last_way_in'],
    [400, { errors: [{ code: 'invalid' }] }, 'invalid_email'],
    [429, {}, 'rate_limited'], [503, null, 'no_mail'], [500, null, 'general'],
  ])('is a problem with a text: %i %j', (status, body, code) => {
    expect(replyOf(status, body)).toEqual({ is: 'problem', code });
  });
});

describe('passkey support', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ['noticing.example', true], ['localhost', true], ['127.example', true],
    ['127.0.0.1', false], ['[::1]', false], ['[2001:db8::1]', false],
  ])('at %s: %s', (host, expected) => {
    vi.stubGlobal('PublicKeyCredential', class {});
    expect(passkeysHere(host)).toBe(expected);
  });

  it('is missing in browsers without WebAuthn', () => expect(passkeysHere('noticing.example')).toBe(false));
});

describe('WebAuthn options from the server', () => {
  const bytes = new Uint8Array([1, 2, 255]);
  const rp = { id: 'localhost', name: 'Noticing' };

  it('are converted from text to bytes where the browser needs them', () => {
    const user = { id: 'AQL_', name: 'anna', displayName: 'anna' };
    const made = toCreate({ publicKey: { challenge: 'AQL_', rp, user, pubKeyCredParams: [], excludeCredentials: [{ id: 'AQL_', type: 'public-key' }] } });
    expect([made.challenge, made.user.id, made.excludeCredentials![0]!.id]).toEqual([bytes, bytes, bytes]);
    expect(made.rp).toEqual(rp);
  });

  it('list no passkey if any will do', () => {
    expect(toGet({ publicKey: { challenge: 'AQL_' } })).toEqual({ challenge: bytes, allowCredentials: [] });
  });
});
