/** The screens that follow a check-in, in one script. */
export { default as Closeness } from './entry/Closeness.svelte';
export { default as Edit } from './entry/Edit.svelte';
export { default as Entry } from './entry/Entry.svelte';
export { default as HowNow } from './entry/HowNow.svelte';
export { default as LetGo } from './entry/LetGo.svelte';
export { default as Moment } from './entry/Moment.svelte';
export { default as More } from './entry/More.svelte';
export { default as Note } from './entry/Note.svelte';
export { default as OnBody } from './now/OnBody.svelte';
export { default as OwnWords } from './now/OwnWords.svelte';
export { default as Question } from './curious/Question.svelte';
export { default as Rename } from './sensations/Rename.svelte';
export { default as Responses } from './entry/Responses.svelte';
export { default as Sensations } from './sensations/Sensations.svelte';
export { default as When } from './entry/When.svelte';
export { default as Where } from './entry/Where.svelte';
export { default as Who } from './entry/Who.svelte';
