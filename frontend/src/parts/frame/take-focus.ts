/** For `{@attach}`: moves the focus to an element that replaces the pressed button, so that it isn't lost. */
export const takeFocus = (node: HTMLElement): void => {
  node.tabIndex = -1;
  node.focus();
};
