/** Saves a reminder form's draft while another screen is open, until the tab closes. */
import { recall, remember } from '../../parts/frame/session';
import type { Reminder } from '../../store';

const NAME = 'reminder';

interface Waiting {
  /** The form that it belongs to. */
  at: string;
  draft: Reminder;
}

export const letWait = (at: string, draft: Reminder): void => remember(NAME, JSON.stringify({ at, draft }));

/** Restores the draft once, for its own form. */
export function takeUp(at: string): Reminder | null {
  const found = JSON.parse(recall(NAME) ?? 'null') as Waiting | null;
  remember(NAME, null);
  return found?.at === at ? found.draft : null;
}
