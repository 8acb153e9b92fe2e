/**
 * Converts WebAuthn options and answers from and to JSON (W3C Web Authentication, 5.1.8 and 5.1.9), which not every browser
 * does itself yet.
 */
import { bytesOf, textOf } from '../push/key';

interface Named {
  id: string;
  type: 'public-key';
  transports?: AuthenticatorTransport[];
}
export interface CreationOptions {
  publicKey: Omit<PublicKeyCredentialCreationOptions, 'challenge' | 'user' | 'excludeCredentials'> & {
    challenge: string;
    user: { id: string; name: string; displayName: string };
    excludeCredentials?: Named[];
  };
}
export interface RequestOptions {
  publicKey: Omit<PublicKeyCredentialRequestOptions, 'challenge' | 'allowCredentials'> & {
    challenge: string;
    allowCredentials?: Named[];
  };
}

const named = (all: Named[] = []): PublicKeyCredentialDescriptor[] => all.map((each) => ({ ...each, id: bytesOf(each.id) }));

export const toCreate = ({ publicKey }: CreationOptions): PublicKeyCredentialCreationOptions => ({
  ...publicKey,
  challenge: bytesOf(publicKey.challenge),
  user: { ...publicKey.user, id: bytesOf(publicKey.user.id) },
  excludeCredentials: named(publicKey.excludeCredentials),
});

export const toGet = ({ publicKey }: RequestOptions): PublicKeyCredentialRequestOptions => ({
  ...publicKey,
  challenge: bytesOf(publicKey.challenge),
  allowCredentials: named(publicKey.allowCredentials),
});

function whole(credential: PublicKeyCredential, response: Record<string, ArrayBuffer | null>): object {
  const parts = Object.entries(response).filter(([, value]) => value) as [string, ArrayBuffer][];
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(parts.map(([name, value]) => [name, textOf(value)])),
    clientExtensionResults: {},
  };
}

export function created(credential: PublicKeyCredential): object {
  const { clientDataJSON, attestationObject } = credential.response as AuthenticatorAttestationResponse;
  return whole(credential, { clientDataJSON, attestationObject });
}

export function answered(credential: PublicKeyCredential): object {
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response as AuthenticatorAssertionResponse;
  return whole(credential, { clientDataJSON, authenticatorData, signature, userHandle });
}
