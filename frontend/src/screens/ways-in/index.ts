/** The ways into an account, fetched together: their names alone stand in the first load. */
export { default as Codes } from './Codes.svelte';
export { default as Forgotten } from './Forgotten.svelte';
export { default as OnePasskey } from './OnePasskey.svelte';
export { default as Passkeys } from './Passkeys.svelte';
export { default as Password } from './Password.svelte';
export { default as Reset } from './Reset.svelte';
export { default as SignedIn } from './SignedIn.svelte';
export { default as SignUpByPasskey } from './SignUpByPasskey.svelte';
