/** Signs in without a password, or passes the second step. */
import { account, type Outcome } from '../../store';
import { make, use } from './ceremony';
import type { Reply } from './sending';
import { nameHere } from './ways';

const problem = (code: string): Outcome => ({ ok: false, problems: [{ field: null, code, message: '' }] });

/** Whether a sign-in waits for its second step, as opposed to a wrong password. */
export const waitsForMore = (outcome: Outcome | null): boolean =>
  outcome !== null && !outcome.ok && outcome.problems.some(({ code }) => code === 'http-401');

const codeOf = (reply: Reply<unknown>): string => (reply.is === 'problem' ? reply.code : 'general');

async function byPasskey(path: string): Promise<Outcome> {
  const credential = await use(`auth/${path}`);
  if (credential.is !== 'done') return problem(codeOf(credential));
  return account.enter('POST', path, { credential: credential.data });
}

/** The server takes the name first, then the passkey; an unfinished sign-up can be started again. */
export async function signUpByPasskey(username: string): Promise<Outcome> {
  const begun = await account.enter('POST', 'webauthn/signup', { username });
  if (!waitsForMore(begun)) return begun;
  const credential = await make('auth/webauthn/signup');
  if (credential.is !== 'done') return problem(codeOf(credential));
  return account.enter('PUT', 'webauthn/signup', { name: nameHere(), credential: credential.data });
}

export const signInByPasskey = (): Promise<Outcome> => byPasskey('webauthn/login');
export const secondStepByPasskey = (): Promise<Outcome> => byPasskey('webauthn/authenticate');
export const secondStepByCode = (code: string): Promise<Outcome> => account.enter('POST', '2fa/authenticate', { code });
