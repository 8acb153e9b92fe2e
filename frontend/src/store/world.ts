/** Everything outside that the store uses, in one place, so that tests can replace it. */
import { language } from '../language';
import { zoneHere } from '../logic/felt';
import { isPlain } from '../plain';
import { DATABASE } from './database/database';
import type { Wire } from './sync/server';
import { TOKEN_COOKIES } from './sync/token';

export interface World extends Wire {
  /** The name of the database. */
  name: string;
  random(): number;
  online(): boolean;
  /** The IANA name of the phone's time zone. */
  zone(): string;
  /** The code of the app's language. */
  language(): string;
  /** Whether the neutral name and icon are in use. */
  plain(): boolean;
  /** Calls back once after that many milliseconds; returns a function that cancels it. */
  later(milliseconds: number, callback: () => void): () => void;
  /** Lets one tab sync at a time; undefined without Web Locks, when two at once are harmless too. */
  locks?: { request<T>(name: string, action: () => Promise<T>): Promise<T> };
  /** Messages between tabs. */
  channel?: { postMessage(message: string): void; onmessage: ((event: MessageEvent) => void) | null };
  persistence?: { persisted(): Promise<boolean>; persist(): Promise<boolean> };
  /** Ends the browser's push subscription, if there is one; undefined without push support. */
  unsubscribe?(): Promise<void>;
  /** The notifications that are shown; undefined without service workers. */
  notifications?(): Promise<Pick<Notification, 'dir' | 'close'>[]>;
  /** Calls back when a retry makes sense at once: back on-line, or visible again. */
  onReturn(callback: () => void): void;
}

function token(): string | null {
  const cookies = new Map(document.cookie.split('; ').map((each) => [each.split('=', 1)[0], each] as const));
  const found = TOKEN_COOKIES.map((name) => cookies.get(name)).find(Boolean);
  return found ? decodeURIComponent(found.slice(found.indexOf('=') + 1)) : null;
}

function onReturn(callback: () => void): void {
  addEventListener('online', callback);
  addEventListener('offline', callback);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') callback();
  });
}

function later(milliseconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
}

const registration = (): Promise<ServiceWorkerRegistration | undefined> => navigator.serviceWorker.getRegistration();

async function unsubscribe(): Promise<void> {
  const manager = (await registration())?.pushManager as PushManager | undefined;
  await (await manager?.getSubscription())?.unsubscribe();
}

const notifications = async (): Promise<Notification[]> => (await registration())?.getNotifications() ?? [];

/** The real browser. `locks` and `storage` exist only in secure contexts. */
export function browser(): World {
  const locks = navigator.locks as LockManager | undefined;
  const storage = navigator.storage as StorageManager | undefined;
  return {
    name: DATABASE,
    fetch: (input, init) => fetch(input, init),
    now: Date.now,
    random: Math.random,
    online: () => navigator.onLine,
    zone: zoneHere,
    language: () => language,
    plain: isPlain,
    token,
    later,
    ...(locks && { locks: { request: async (name, action) => locks.request(name, action) } }),
    channel: new BroadcastChannel('noticing'),
    ...(storage && { persistence: storage }),
    ...('serviceWorker' in navigator && { unsubscribe, notifications }),
    onReturn,
  };
}
