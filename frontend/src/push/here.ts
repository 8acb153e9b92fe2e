/** Push on this phone, for the page. */
import { uuid7 } from '../logic/uuid7';
import { api, device } from '../store';
import { deviceLabel } from './label';
import { reconcile, type Browser, type PushState } from './reconcile';
import { supportOf, type Support } from './support';

export function supportHere(): Support {
  const { userAgent, maxTouchPoints, standalone } = navigator as Navigator & { standalone?: boolean };
  return supportOf({
    push: 'serviceWorker' in navigator && 'PushManager' in globalThis,
    notifications: 'Notification' in globalThis,
    userAgent, touchPoints: maxTouchPoints, standalone,
  });
}

/** `default` means that the browser would ask. */
export const permissionHere = (): NotificationPermission =>
  'Notification' in globalThis ? Notification.permission : 'denied';

/** Whether a notification has room for two actions here. */
export const showsTwoActions = (): boolean =>
  ((globalThis.Notification as { maxActions?: number } | undefined)?.maxActions ?? 0) >= 2;

/**
 * Milliseconds to wait for the service worker. It is still being installed at the very first start, and absent in
 * development.
 */
const TIMEOUT = 10_000;

async function manager(): Promise<PushManager | null> {
  if (supportHere() !== 'yes') return null;
  const none = new Promise<null>((resolve) => setTimeout(resolve, TIMEOUT, null));
  const registration = await Promise.race([navigator.serviceWorker.ready, none]);
  return registration?.pushManager ?? null;
}

const browser: Browser = { permission: permissionHere, manager, label: () => deviceLabel(navigator.userAgent) };

const reconciled = (): Promise<PushState> => reconcile({ browser, send: api, device, newId: uuid7 });

/** One tab at a time, so that a device is registered only once. Throws `Unreachable`. */
export async function reconcileHere(): Promise<PushState> {
  const locks = navigator.locks as LockManager | undefined;
  return locks ? locks.request('noticing-push', async () => reconciled()) : reconciled();
}

/** Call from a tap: browsers ask for permission only then. */
export async function allowHere(): Promise<PushState> {
  if (permissionHere() === 'default') await Notification.requestPermission();
  await device.choose({ declined: false });
  return reconcileHere();
}

/** Unsubscribes by the person's choice: the next start doesn't subscribe again. */
export async function dismissHere(): Promise<void> {
  await device.choose({ declined: true });
  await device.set(null);
  await (await (await manager())?.getSubscription())?.unsubscribe();
}
