import { tick } from 'svelte';

/** For `{@attach}`: moves the focus to an element that replaces the pressed button, so that it isn't lost. */
export const takeFocus = (node: HTMLElement): void => {
  node.tabIndex = -1;
  node.focus();
};

/** Moves the focus to the first field with a problem, once that is shown; null if the form is gone. */
export async function focusInvalid(form: HTMLElement | null | undefined): Promise<void> {
  await tick();
  form?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
}
