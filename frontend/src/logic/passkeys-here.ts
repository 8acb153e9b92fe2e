/** An IPv4 or IPv6 address in `location.hostname`. */
const NUMBER = /^([\d.]+|\[.*\])$/;

/** Whether passkeys work here: never at an IP address (WebAuthn Level 3, 5.1.3). */
export const passkeysHere = (host: string = location.hostname): boolean =>
  'PublicKeyCredential' in globalThis && !NUMBER.test(host);
