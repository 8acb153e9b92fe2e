/** The screens for when it is too much, in one script. */
export { default as Help } from './practise/Help.svelte';
export { default as OwnHelp } from './practise/OwnHelp.svelte';
export { default as Settle } from './practise/Settle.svelte';
export { default as TooMuch } from './practise/TooMuch.svelte';
