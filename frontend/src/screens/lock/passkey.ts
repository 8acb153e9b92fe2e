/** A passkey for the lock, made on this phone. The server never sees it; only its PRF is used (WebAuthn Level 3, 10.1.4). */
import { t } from '../../messages';
import type { LockChoice } from '../../store';

/** The person or the browser cancelled. */
export class NoPasskey extends Error {
  override name = 'NoPasskey';
}

/** The browser or the passkey provider doesn't support PRF. */
export class NoKeyInIt extends Error {
  override name = 'NoKeyInIt';
}

type Bytes = Uint8Array<ArrayBuffer>;
/** TypeScript's DOM types don't have this extension yet. */
interface Prf {
  prf?: { enabled?: boolean; results?: { first?: ArrayBuffer } };
}

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
const evaluated = (salt: Bytes): AuthenticationExtensionsClientInputs =>
  ({ prf: { eval: { first: salt } } }) as AuthenticationExtensionsClientInputs;
const prfOf = (of: PublicKeyCredential): Prf['prf'] => (of.getClientExtensionResults() as Prf).prf;

async function asked(question: Promise<Credential | null>): Promise<PublicKeyCredential> {
  const answer = await question.catch(() => null);
  if (!answer) throw new NoPasskey('The browser returned no passkey.');
  return answer as PublicKeyCredential;
}

/** Rejects with `NoPasskey` or `NoKeyInIt`. */
export async function makePasskey(): Promise<LockChoice> {
  const salt = random(32);
  const name = t('lock.passkeyName');
  const made = await asked(navigator.credentials.create({ publicKey: {
    challenge: random(32),
    rp: { name },
    user: { id: random(16), name, displayName: name },
    pubKeyCredParams: [-7, -257].map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    extensions: evaluated(salt),
  } }));
  const prf = prfOf(made);
  if (!prf?.enabled) throw new NoKeyInIt('This passkey does not support PRF.');
  const credential = new Uint8Array(made.rawId);
  // Some providers return the PRF output on creation, others only on a further request.
  const secret = prf.results?.first ? new Uint8Array(prf.results.first) : await askPasskey(credential, salt);
  return { way: 'passkey', secret, credential, salt };
}

/** The 32 bytes that the passkey derives from the salt, always the same. Rejects with `NoPasskey` or `NoKeyInIt`. */
export async function askPasskey(credential: Bytes, salt: Bytes): Promise<Bytes> {
  const answer = await asked(navigator.credentials.get({ publicKey: {
    challenge: random(32),
    allowCredentials: [{ type: 'public-key', id: credential }],
    userVerification: 'required',
    extensions: evaluated(salt),
  } }));
  const first = prfOf(answer)?.results?.first;
  if (!first) throw new NoKeyInIt('This passkey returned no PRF output.');
  return new Uint8Array(first);
}
