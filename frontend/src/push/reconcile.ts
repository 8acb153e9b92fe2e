/**
 * Makes the browser's push subscription and the server's list of devices agree. At every open, since no browser can be
 * relied upon to say when a subscription has changed; and from the service worker, where one does say so.
 */
import type { Device } from '../store/database/rows';
import { bytesOf, textOf } from './key';

export interface Browser {
  permission(): NotificationPermission;
  /** Null where there is no push. */
  manager(): Promise<PushManager | null>;
  label(): string | null;
}

interface Reply {
  status: number;
  data: unknown;
  problem?: { code: string; errors?: { code: string }[] };
}

export interface Ways {
  browser: Browser;
  /** Throws when no answer came. */
  send(method: string, path: string, body?: unknown): Promise<Reply>;
  device: { get(): Promise<Device | null>; set(device: Device | null): Promise<void> };
  newId(): string;
}

/**
 * - `on`: the server knows this device as it is now
 * - `not-allowed`: notifications aren't, or not any more; the server has been told
 * - `no-push`: this browser can't
 * - `push-refused`: the browser's own push service said no, or can't be reached
 * - `refused`: our server said no
 */
export type Standing =
  | { is: 'on'; device: Device }
  | { is: 'not-allowed' | 'no-push' | 'push-refused' }
  | { is: 'refused'; code: string };

export async function reconcile(ways: Ways): Promise<Standing> {
  if (ways.browser.permission() !== 'granted') return withdraw(ways);
  const manager = await ways.browser.manager();
  if (!manager) return { is: 'no-push' };
  const answer = await ways.send('GET', '/api/push/key/');
  const key = (answer.data as { key?: string } | null)?.key;
  if (answer.status !== 200 || !key) return refused(answer);
  const subscription = await subscribed(manager, key, await ways.device.get());
  return subscription ? enlist(ways, subscription, key) : { is: 'push-refused' };
}

/** Permission that was taken back in the browser's settings ends the subscription there; the server hears of it here. */
async function withdraw({ send, device }: Ways): Promise<Standing> {
  const known = await device.get();
  if (known) {
    await send('DELETE', `/api/push/subscriptions/${known.id}/`);
    await device.set(null);
  }
  return { is: 'not-allowed' };
}

/** The present subscription if it is tied to the server's present key, else a new one; null when there is none to be had. */
async function subscribed(manager: PushManager, key: string, known: Device | null): Promise<PushSubscription | null> {
  const present = await manager.getSubscription();
  const tied = present?.options.applicationServerKey;
  if (present && (tied ? textOf(tied) : known?.key) === key) return present;
  try {
    await present?.unsubscribe();
    return await manager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
  } catch {
    return null;
  }
}

/** Under the same id as before, whatever the endpoint has become. */
async function enlist(ways: Ways, subscription: PushSubscription, key: string): Promise<Standing> {
  const device = { id: (await ways.device.get())?.id ?? ways.newId(), key };
  const { endpoint, keys } = subscription.toJSON();
  const body = { endpoint, keys, label: ways.browser.label(), key };
  const answer = await ways.send('PUT', `/api/push/subscriptions/${device.id}/`, body);
  if (answer.status !== 200 && answer.status !== 201) return refused(answer);
  await ways.device.set(device);
  return { is: 'on', device };
}

/** With what stands in the way first, where the server names it. */
const refused = ({ status, problem }: Reply): Standing =>
  ({ is: 'refused', code: problem?.errors?.[0]?.code ?? problem?.code ?? `http-${status}` });
