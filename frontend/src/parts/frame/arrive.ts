/** For `{@attach}`: what takes the place of the pressed button takes its focus too, so that nobody is left nowhere. */
export const arrive = (node: HTMLElement): void => {
  node.tabIndex = -1;
  node.focus();
};
