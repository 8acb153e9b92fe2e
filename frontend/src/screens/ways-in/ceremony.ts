/** The WebAuthn ceremonies: creating a passkey and using one. */
import { answered, created, toCreate, toGet, type CreationOptions, type RequestOptions } from '../../logic/passkey-json';
import { passkeysHere } from '../../logic/passkeys-here';
import { send, type Reply } from './sending';

/** Error codes for browser failures. Cancelling and timing out can't be told apart (WebAuthn, 14.6.3). */
const CODES: Record<string, string> = {
  InvalidStateError: 'passkey_known',
  NotSupportedError: 'passkey_unsupported',
  SecurityError: 'passkey_unsupported',
};

async function taken(asking: () => Promise<Credential | null>, told: (credential: PublicKeyCredential) => object): Promise<Reply<object>> {
  if (!passkeysHere()) return { is: 'problem', code: 'passkey_unsupported' };
  try {
    const credential = await asking();
    return credential ? { is: 'done', data: told(credential as PublicKeyCredential) } : { is: 'problem', code: 'passkey_not_now' };
  } catch (reason) {
    return { is: 'problem', code: CODES[(reason as DOMException).name] ?? 'passkey_not_now' };
  }
}

/** Creates a credential for the options from `path`. */
export async function make(path: string): Promise<Reply<object>> {
  const asked = await send<{ creation_options: CreationOptions }>('GET', path);
  if (asked.is !== 'done') return asked;
  return taken(() => navigator.credentials.create({ publicKey: toCreate(asked.data.creation_options) }), created);
}

/** Gets an assertion for the options from `path`. */
export async function use(path: string): Promise<Reply<object>> {
  const asked = await send<{ request_options: RequestOptions }>('GET', path);
  if (asked.is !== 'done') return asked;
  return taken(() => navigator.credentials.get({ publicKey: toGet(asked.data.request_options) }), answered);
}
