/** An IPv4 or IPv6 address, as `location.hostname` writes it. */
const NUMBER = /^([\d.]+|\[.*\])$/;

/** Whether the browser gives passkeys here: never to an address that is a number (WebAuthn Level 3, 5.1.3). */
export const passkeysHere = (host: string = location.hostname): boolean =>
  'PublicKeyCredential' in globalThis && !NUMBER.test(host);
