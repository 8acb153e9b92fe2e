/** The screens for looking back, in one script. */
export { default as Day } from './look-back/Day.svelte';
export { default as LookBack } from './look-back/LookBack.svelte';
export { default as OneSensation } from './look-back/OneSensation.svelte';
export { default as Pictures } from './look-back/Pictures.svelte';
export { default as Search } from './look-back/Search.svelte';
