/** The server's public key (RFC 8292, 3.2) as text and as bytes; the text is base64url. */

export function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const plain = atob(key.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

export function textOf(key: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(key));
  return btoa(plain).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
