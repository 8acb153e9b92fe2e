/** Notifications that show the person's own words, and not the neutral line. */

type Shown = Pick<Notification, 'dir' | 'close'>;

/** Only own words may be in any script, so only they have this direction (worker/notification.ts). */
export const OWN_DIRECTION = 'auto';

/** A failure is ignored: the browser may have closed them itself. */
export async function closeOwnWords(notifications: (() => Promise<Shown[]>) | undefined): Promise<void> {
  const shown = (await notifications?.().catch(() => [])) ?? [];
  for (const one of shown) if (one.dir === OWN_DIRECTION) one.close();
}
