/**
 * Makes the browser's push subscription and the server's list of devices agree. Runs at every start, since no browser
 * reliably reports a changed subscription, and from the service worker when one does.
 */
import type { Device } from '../store/database/rows';
import { bytesOf, textOf } from './key';

export interface Browser {
  permission(): NotificationPermission;
  /** Null without push support. */
  manager(): Promise<PushManager | null>;
  label(): string | null;
}

interface Reply {
  status: number;
  data: unknown;
  problem?: { code: string; errors?: { code: string }[] };
}

export interface ReconcileParts {
  browser: Browser;
  /** Throws when no answer came. */
  send(method: string, path: string, body?: unknown): Promise<Reply>;
  device: { get(): Promise<Device | null>; set(device: Device | null): Promise<void> };
  newId(): string;
}

/**
 * - `on`: the server has this device's present subscription
 * - `not-allowed`: notifications aren't permitted, or no longer; the server has been told
 * - `no-push`: this browser doesn't support push
 * - `push-refused`: the browser's push service refused, or can't be reached
 * - `refused`: our server refused
 */
export type PushState =
  | { is: 'on'; device: Device }
  | { is: 'not-allowed' | 'no-push' | 'push-refused' }
  | { is: 'refused'; code: string };

export async function reconcile(parts: ReconcileParts): Promise<PushState> {
  if (parts.browser.permission() !== 'granted') return removeDevice(parts);
  const manager = await parts.browser.manager();
  if (!manager) return { is: 'no-push' };
  const answer = await parts.send('GET', '/api/push/key/');
  const key = (answer.data as { key?: string } | null)?.key;
  if (answer.status !== 200 || !key) return refused(answer);
  const subscription = await subscribed(manager, key, await parts.device.get());
  return subscription ? register(parts, subscription, key) : { is: 'push-refused' };
}

/** When permission is withdrawn in the browser's settings, its subscription ends; this removes it from the server. */
async function removeDevice({ send, device }: ReconcileParts): Promise<PushState> {
  const known = await device.get();
  if (known) {
    await send('DELETE', `/api/push/subscriptions/${known.id}/`);
    await device.set(null);
  }
  return { is: 'not-allowed' };
}

/**
 * The present subscription if it was made with the server's present key, else a new one; null when the browser gives none.
 */
async function subscribed(manager: PushManager, key: string, known: Device | null): Promise<PushSubscription | null> {
  const present = await manager.getSubscription();
  const boundKey = present?.options.applicationServerKey;
  if (present && (boundKey ? textOf(boundKey) : known?.key) === key) return present;
  try {
    await present?.unsubscribe();
    return await manager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
  } catch {
    return null;
  }
}

/** Registers under the same id as before, even with a new endpoint. */
async function register(parts: ReconcileParts, subscription: PushSubscription, key: string): Promise<PushState> {
  const device = { id: (await parts.device.get())?.id ?? parts.newId(), key };
  const { endpoint, keys } = subscription.toJSON();
  const body = { endpoint, keys, label: parts.browser.label(), key };
  const answer = await parts.send('PUT', `/api/push/subscriptions/${device.id}/`, body);
  if (answer.status !== 200 && answer.status !== 201) return refused(answer);
  await parts.device.set(device);
  return { is: 'on', device };
}

/** Prefers the code of the first field error. */
const refused = ({ status, problem }: Reply): PushState =>
  ({ is: 'refused', code: problem?.errors?.[0]?.code ?? problem?.code ?? `http-${status}` });
