/**
 * Where the focus goes when the control that has it disappears: to the message that replaces it, if the component says so
 * (`takeFocus`), else to the heading of the nearest part that is left. After navigation it goes to the screen's heading
 * (`Screen`). It never falls to the body, where a screen reader would begin again at the top.
 */
const PARTS = 'section, article, li, main';
const HEADINGS = 'h1, h2, h3';

/** The control used last, and what contains it, from the inside out. */
let used: HTMLElement[] = [];

function remember({ target }: Event): void {
  used = [];
  for (let node = target as HTMLElement | null; node && node !== document.body; node = node.parentElement) used.push(node);
}

/** An older browser can only tell whether it is still there. */
const isShown = (node: HTMLElement): boolean => node.isConnected && (node.checkVisibility?.() ?? true);

/** The person left the control, which is still there. */
function forget({ target }: FocusEvent): void {
  queueMicrotask(() => {
    if (document.activeElement === document.body && isShown(target as HTMLElement)) used = [];
  });
}

const headingOf = (part: HTMLElement): HTMLElement | undefined =>
  [...part.querySelectorAll<HTMLElement>(HEADINGS)].find(isShown);

/** Undefined while the next screen is still loading. */
function headingLeft(): HTMLElement | undefined {
  for (const part of used) {
    const heading = part.isConnected && part.matches(PARTS) ? headingOf(part) : undefined;
    if (heading) return heading;
  }
  return document.querySelector<HTMLElement>('main:not([aria-busy]) h1') ?? undefined;
}

function look(): void {
  const [control] = used;
  const { activeElement } = document;
  if (!control || isShown(control) || (activeElement !== document.body && activeElement !== control)) return;
  const heading = headingLeft();
  if (!heading) return;
  used = [];
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true }); // nothing moves under a finger
}

/** Call once. */
export function keepFocus(): void {
  document.addEventListener('focusin', remember);
  document.addEventListener('click', remember, true); // Safari doesn't focus a button that is tapped
  document.addEventListener('focusout', forget);
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributeFilter: ['hidden', 'open'] });
}
