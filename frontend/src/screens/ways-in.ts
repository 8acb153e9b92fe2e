/** The screens for signing in and its methods, in one script. */
export { default as Codes } from './ways-in/Codes.svelte';
export { default as Forgotten } from './ways-in/Forgotten.svelte';
export { default as OnePasskey } from './ways-in/OnePasskey.svelte';
export { default as Passkeys } from './ways-in/Passkeys.svelte';
export { default as Password } from './ways-in/Password.svelte';
export { default as Reset } from './ways-in/Reset.svelte';
export { default as SignedIn } from './ways-in/SignedIn.svelte';
export { default as SignUpByPasskey } from './ways-in/SignUpByPasskey.svelte';
