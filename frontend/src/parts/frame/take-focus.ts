import { tick } from 'svelte';

/** For `{@attach}`: moves the focus to an element that replaces the pressed button, so that it isn't lost. */
export const takeFocus = (node: HTMLElement): void => {
  node.tabIndex = -1;
  node.focus();
};

/**
 * Moves the focus to the first field with a problem, once that is shown, and the field to the middle of the screen, so that
 * the sticky action doesn't cover the problem; null if the form is gone.
 */
export async function focusInvalid(form: HTMLElement | null | undefined): Promise<void> {
  await tick();
  const field = form?.querySelector<HTMLElement>('[aria-invalid]');
  field?.focus();
  field?.scrollIntoView({ block: 'center' });
}
