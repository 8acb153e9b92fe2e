/** What is being set waits while one looks at something else, and for as long as the tab is open. */
import { recall, remember } from '../../parts/frame/session';
import type { Reminder } from '../../store';

const NAME = 'reminder';

interface Waiting {
  /** The form it belongs to. */
  at: string;
  draft: Reminder;
}

export const letWait = (at: string, draft: Reminder): void => remember(NAME, JSON.stringify({ at, draft }));

/** Taken up again once, by its own form. */
export function takeUp(at: string): Reminder | null {
  const found = JSON.parse(recall(NAME) ?? 'null') as Waiting | null;
  remember(NAME, null);
  return found?.at === at ? found.draft : null;
}
