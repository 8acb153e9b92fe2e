/**
 * What seals this phone's store while a lock is on. The key of all that is kept is made at random and never leaves the
 * browser's own keeping (it isn't extractable); what lies in the database is that key wrapped by another, which is made of
 * a PIN or passphrase (PBKDF2) or comes of a passkey (WebAuthn's PRF, by HKDF).
 *
 * Sealed by the key: `1 | nonce (12) | AES-256-GCM`. While it is locked, what is kept is sealed for whoever opens it next:
 * `2 | ephemeral P-256 point (65) | nonce (12) | AES-256-GCM`, its key of ECDH by HKDF (as in RFC 9180, section 4).
 */
import { Locked, type Bytes, type Vault } from '../database/codec';
import { WrongSecret } from '../outcome';
import type { LockRow } from '../database/rows';

/** For PBKDF2 with SHA-256: what the OWASP Password Storage Cheat Sheet asks for. */
export const ROUNDS = 600_000;
const NONCE = 12;
const POINT = 65;
const AES = { name: 'AES-GCM', length: 256 };
const ECDH = { name: 'ECDH', namedCurve: 'P-256' };
const BY_KEY = 1;
const FOR_INBOX = 2;

export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

/** The keys while it is open. */
export interface Keys {
  data: CryptoKey;
  inbox: CryptoKey;
}

/** What the person has or knows: the words or digits as typed, or the 32 bytes that a passkey gave. */
export type Secret = string | Bytes;

function joined(...parts: Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const text = (words: string): Bytes => new TextEncoder().encode(words);

async function encrypted(key: CryptoKey, plain: Bytes): Promise<Bytes> {
  const iv = random(NONCE);
  return joined(iv, new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain)));
}

async function decrypted(key: CryptoKey, bytes: Bytes): Promise<Bytes> {
  const iv = bytes.subarray(0, NONCE);
  return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytes.subarray(NONCE)));
}

/** By HKDF (RFC 5869), of bytes that are as good as random. */
async function derived(bits: Bytes, salt: Bytes, info: string, usages: KeyUsage[]): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info: text(info) }, base, AES, false, usages);
}

/** Typed on another keyboard, the same words are the same (Unicode's NFKC). */
async function wrapping(secret: Secret, { salt, rounds }: Pick<LockRow, 'salt' | 'rounds'>): Promise<CryptoKey> {
  const usages: KeyUsage[] = ['wrapKey', 'unwrapKey'];
  if (typeof secret !== 'string') return derived(secret, salt, 'noticing lock', usages);
  const base = await crypto.subtle.importKey('raw', text(secret.normalize('NFKC')), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, base, AES, false, usages);
}

export async function wrapped(data: CryptoKey, secret: Secret, how: Pick<LockRow, 'salt' | 'rounds'>): Promise<Bytes> {
  const iv = random(NONCE);
  const key = await crypto.subtle.wrapKey('raw', data, await wrapping(secret, how), { name: 'AES-GCM', iv });
  return joined(iv, new Uint8Array(key));
}

/** Rejects with `WrongSecret`. `extractable` only to wrap it anew. */
export async function unwrapped(row: LockRow, secret: Secret, extractable = false): Promise<CryptoKey> {
  const iv = row.key.subarray(0, NONCE);
  const key = await wrapping(secret, row);
  try {
    return await crypto.subtle.unwrapKey(
      'raw', row.key.subarray(NONCE), key, { name: 'AES-GCM', iv }, AES, extractable, ['encrypt', 'decrypt']);
  } catch {
    throw new WrongSecret('The lock does not open.');
  }
}

export const newKey = (): Promise<CryptoKey> => crypto.subtle.generateKey(AES, true, ['encrypt', 'decrypt']);

export async function newInbox(data: CryptoKey): Promise<LockRow['inbox']> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(ECDH, true, ['deriveBits']);
  const secret = new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey));
  return { open: await pointOf(publicKey), sealed: await encrypted(data, secret) };
}

export async function keysOf(row: LockRow, data: CryptoKey): Promise<Keys> {
  const inbox = await crypto.subtle.importKey('pkcs8', await decrypted(data, row.inbox.sealed), ECDH, false, ['deriveBits']);
  return { data, inbox };
}

export const passSealed = (data: CryptoKey, pass: Bytes): Promise<Bytes> => encrypted(data, pass);
export const passOf = (row: LockRow, { data }: Keys): Promise<Bytes> => decrypted(data, row.pass);

const pointOf = async (key: CryptoKey): Promise<Bytes> => new Uint8Array(await crypto.subtle.exportKey('raw', key));
const asPoint = (bytes: Bytes): Promise<CryptoKey> => crypto.subtle.importKey('raw', bytes, ECDH, true, []);

/** The two ends of it agree on one key, which is used once. */
async function agreed(mine: CryptoKey, theirs: CryptoKey, ephemeral: Bytes, usage: KeyUsage): Promise<CryptoKey> {
  const bits = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, mine, 256);
  return derived(new Uint8Array(bits), ephemeral, 'noticing inbox', [usage]);
}

async function sealedForInbox(inbox: Bytes, plain: Bytes): Promise<Bytes> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(ECDH, false, ['deriveBits']);
  const ephemeral = await pointOf(publicKey);
  const key = await agreed(privateKey, await asPoint(inbox), ephemeral, 'encrypt');
  return joined(Uint8Array.of(FOR_INBOX), ephemeral, await encrypted(key, plain));
}

async function openedOfInbox(inbox: CryptoKey, bytes: Bytes): Promise<Bytes> {
  const ephemeral = bytes.slice(1, 1 + POINT);
  const key = await agreed(inbox, await asPoint(ephemeral), ephemeral, 'decrypt');
  return decrypted(key, bytes.slice(1 + POINT));
}

/** `keys` answers null while it is locked. */
export function createVault({ id, stage, inbox }: LockRow, keys: () => Keys | null): Vault {
  return {
    id,
    seals: stage !== 'ending',
    isOpen: () => keys() !== null,
    async seal(plain) {
      const open = keys();
      return open ? joined(Uint8Array.of(BY_KEY), await encrypted(open.data, plain)) : sealedForInbox(inbox.open, plain);
    },
    async open(bytes) {
      const open = keys();
      if (!open) throw new Locked('It is locked.');
      if (bytes[0] === FOR_INBOX) return openedOfInbox(open.inbox, bytes);
      return decrypted(open.data, bytes.slice(1));
    },
  };
}
