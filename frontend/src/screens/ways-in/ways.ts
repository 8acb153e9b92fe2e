/** The sign-in methods of the account: passkeys, recovery codes, a password. */
import { deviceLabel } from '../../push/label';
import { make, use } from './ceremony';
import { send, type Reply } from './sending';

export interface Passkey {
  id: number;
  name: string;
  /** Seconds since 1970. */
  created_at: number;
  last_used_at: number | null;
}

export interface Ways {
  passkeys: Passkey[];
  /** Null without recovery codes. */
  codes: { left: number; all: number } | null;
  hasPassword: boolean;
}

type Kept = ({ type: 'webauthn' } & Passkey) | { type: 'recovery_codes'; total_code_count: number; unused_code_count: number };

const KEYS = 'account/authenticators/webauthn';

export async function waysIn(): Promise<Reply<Ways>> {
  const [kept, session] = await Promise.all([
    send<Kept[]>('GET', 'account/authenticators'),
    send<{ user: { has_usable_password: boolean } }>('GET', 'auth/session'),
  ]);
  if (kept.is !== 'done') return kept;
  if (session.is !== 'done') return session;
  const codes = kept.data.find((each) => each.type === 'recovery_codes');
  return {
    is: 'done',
    data: {
      passkeys: kept.data.filter((each) => each.type === 'webauthn'),
      codes: codes ? { left: codes.unused_code_count, all: codes.total_code_count } : null,
      hasPassword: session.data.user.has_usable_password,
    },
  };
}

/** Made on this device, and named after it until it is renamed. */
export async function addPasskey(): Promise<Reply<Passkey>> {
  const credential = await make(KEYS);
  if (credential.is !== 'done') return credential;
  return send<Passkey>('POST', KEYS, { name: nameHere(), credential: credential.data });
}

export const nameHere = (): string => deviceLabel(navigator.userAgent) ?? '';

export const renamePasskey = (id: number, name: string): Promise<Reply<Passkey>> => send('PUT', KEYS, { id, name });
export const removePasskey = (id: number): Promise<Reply<unknown>> => send('DELETE', KEYS, { authenticators: [id] });

export interface Codes {
  total_code_count: number;
  unused_code_count: number;
  /** Only in the first answer. */
  unused_codes?: string[];
}

const CODES = 'account/authenticators/recovery-codes';
export const codes = (): Promise<Reply<Codes>> => send('GET', CODES);
export const codesAnew = (): Promise<Reply<Codes>> => send('POST', CODES, {});

export const setPassword = (current: string | null, password: string): Promise<Reply<unknown>> =>
  send('POST', 'account/password/change', { ...(current !== null && { current_password: current }), new_password: password });

/** Proves the person's identity with a passkey. */
export async function proveByPasskey(): Promise<Reply<unknown>> {
  const credential = await use('auth/webauthn/reauthenticate');
  return credential.is === 'done' ? send('POST', 'auth/webauthn/reauthenticate', { credential: credential.data }) : credential;
}

export const proveByPassword = (password: string): Promise<Reply<unknown>> => send('POST', 'auth/reauthenticate', { password });
export const proveByCode = (code: string): Promise<Reply<unknown>> => send('POST', 'auth/2fa/reauthenticate', { code });
