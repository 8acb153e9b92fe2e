/** The screens for sharing, in one script. */
export { default as ChangeShare } from './sharing/ChangeShare.svelte';
export { default as MadeLink } from './sharing/MadeLink.svelte';
export { default as NewShare } from './sharing/NewShare.svelte';
export { default as PreviewShare } from './sharing/PreviewShare.svelte';
export { default as Sharing } from './sharing/Sharing.svelte';
