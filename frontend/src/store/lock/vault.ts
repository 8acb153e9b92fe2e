/**
 * The encryption of this phone's store while a lock is on. A random data key encrypts every body; it isn't extractable, so
 * it never leaves the browser. The database holds it wrapped by a key derived from a PIN or passphrase (PBKDF2) or from a
 * passkey (WebAuthn's PRF, with HKDF).
 * Sealed while open: `1 | nonce (12) | AES-256-GCM`, with the data key. Sealed while locked, for whoever unlocks next: `2 |
 * ephemeral P-256 point (65) | nonce (12) | AES-256-GCM`, with a key from ECDH and HKDF (as in RFC 9180, section 4).
 */
import { Locked, type Bytes, type Vault } from '../database/codec';
import { WrongSecret } from '../outcome';
import type { LockRow } from '../database/rows';

/** PBKDF2-SHA256 iterations, as the OWASP Password Storage Cheat Sheet recommends. */
export const ROUNDS = 600_000;
const NONCE = 12;
const POINT = 65;
const AES = { name: 'AES-GCM', length: 256 };
const ECDH = { name: 'ECDH', namedCurve: 'P-256' };
const BY_KEY = 1;
const FOR_INBOX = 2;

export const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

/** The keys, in memory only while the lock is open. */
export interface Keys {
  data: CryptoKey;
  inbox: CryptoKey;
}

/** The typed PIN or passphrase, or the 32 bytes from a passkey. */
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

/** HKDF (RFC 5869), for input that is already high-entropy. */
async function derived(bits: Bytes, salt: Bytes, info: string, usages: KeyUsage[]): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info: text(info) }, base, AES, false, usages);
}

/** Normalises the text (Unicode NFKC), so that the same words typed on another keyboard match. */
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

/** Rejects with `WrongSecret`. `extractable` only for wrapping the key again. */
export async function unwrapped(row: LockRow, secret: Secret, extractable = false): Promise<CryptoKey> {
  const iv = row.key.subarray(0, NONCE);
  const key = await wrapping(secret, row);
  try {
    return await crypto.subtle.unwrapKey(
      'raw', row.key.subarray(NONCE), key, { name: 'AES-GCM', iv }, AES, extractable, ['encrypt', 'decrypt']);
  } catch {
    throw new WrongSecret('The secret does not open the lock.');
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

/** Both sides derive the same key, which is used once. */
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

/** `keys` returns null while locked. */
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
      if (!open) throw new Locked('The app is locked.');
      if (bytes[0] === FOR_INBOX) return openedOfInbox(open.inbox, bytes);
      return decrypted(open.data, bytes.slice(1));
    },
  };
}
