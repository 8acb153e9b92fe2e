import { beforeEach, describe, expect, it } from 'vitest';
import { bytesOf } from '../../../frontend/src/push/key';
import { reconcile, type PushState } from '../../../frontend/src/push/reconcile';
import { FakeServer } from '../fake-server';
import { newId, signedIn, type Phone, type Tab } from '../phone';

/** A browser's push API, as a page sees it. */
class FakePush {
  permission: NotificationPermission = 'granted';
  there = true;
  reachable = true;
  present: PushSubscription | null = null;
  private made = 0;

  manager(): PushManager {
    return {
      getSubscription: async () => this.present,
      subscribe: async ({ applicationServerKey }: { applicationServerKey: Uint8Array<ArrayBuffer> }) => {
        if (!this.reachable) throw new DOMException('no push service', 'AbortError');
        this.present = this.subscription(applicationServerKey.buffer);
        return this.present;
      },
    } as unknown as PushManager;
  }

  /** The push service replaced the subscription. */
  renew(key: string): void {
    this.present = this.subscription(bytesOf(key).buffer);
  }

  private subscription(applicationServerKey: ArrayBuffer): PushSubscription {
    const endpoint = `https://push.test/${(this.made += 1)}`;
    return {
      endpoint, options: { applicationServerKey, userVisibleOnly: true },
      unsubscribe: async () => {
        this.present = null;
        return true;
      },
      toJSON: () => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } }),
    } as unknown as PushSubscription;
  }
}

const KEY = 'BPushKeyOne0';
let server: FakeServer;
let push: FakePush;
let tab: Tab;
let phone: Phone;

const reconciled = (): Promise<PushState> => reconcile({
  send: tab.api, device: tab.device, newId,
  browser: { permission: () => push.permission, manager: async () => (push.there ? push.manager() : null), label: () => 'Chrome, Android' },
});
const listed = () => [...server.person('alice').nudging.subscriptions.values()];

beforeEach(async () => {
  server = new FakeServer();
  server.pushKey = KEY;
  push = new FakePush();
  [tab, phone] = await signedIn(server);
});

describe('a phone that permits notifications', () => {
  it('subscribes with the server’s key and registers with the server', async () => {
    expect(await reconciled()).toMatchObject({ is: 'on', device: { key: KEY } });
    expect(listed()).toMatchObject([{ endpoint: 'https://push.test/1', key: KEY, label: 'Chrome, Android', keys: { p256dh: 'p', auth: 'a' } }]);
  });

  it('registers again at every start, and stays one device', async () => {
    await reconciled();
    server.log = [];
    await reconciled();
    expect(server.sent('PUT')).toHaveLength(1);
    expect(listed()).toHaveLength(1);
    expect(listed()[0]!.endpoint).toBe('https://push.test/1');
  });

  it('keeps its id when the endpoint changes', async () => {
    await reconciled();
    const [before] = listed();
    push.renew(KEY);
    await reconciled();
    expect(listed()).toMatchObject([{ id: before!.id, endpoint: 'https://push.test/2' }]);
  });

  it('subscribes again if the browser has lost the subscription', async () => {
    await reconciled();
    push.present = null;
    await reconciled();
    expect(listed()).toMatchObject([{ endpoint: 'https://push.test/2' }]);
  });

  it('subscribes again when the server’s key has changed', async () => {
    await reconciled();
    server.pushKey = 'BPushKeyTwo0';
    expect(await reconciled()).toMatchObject({ is: 'on', device: { key: 'BPushKeyTwo0' } });
    expect(listed()).toMatchObject([{ endpoint: 'https://push.test/2', key: 'BPushKeyTwo0' }]);
  });

  it('is registered again if the server has lost it', async () => {
    await reconciled();
    server.person('alice').nudging.subscriptions.clear();
    await reconciled();
    expect(listed()).toHaveLength(1);
  });

  it('moves to whoever signs in on it', async () => {
    await reconciled();
    server.person('bob');
    await tab.account.signIn('bob', 'a long enough one');
    await reconciled();
    expect(listed()).toEqual([]);
    expect(server.person('bob').nudging.subscriptions.size).toBe(1);
  });
});

describe('a phone that gets no nudges', () => {
  it.each(['default', 'denied'] as const)('sends no request: %s', async (permission) => {
    push.permission = permission;
    server.log = [];
    expect(await reconciled()).toEqual({ is: 'not-allowed' });
    expect(server.log).toEqual([]);
  });

  it('because permission was withdrawn is removed from the server', async () => {
    await reconciled();
    push.permission = 'denied';
    expect(await reconciled()).toEqual({ is: 'not-allowed' });
    expect(listed()).toEqual([]);
    expect(await tab.device.get()).toBeNull();
  });

  it('because its browser lacks push says so', async () => {
    push.there = false;
    expect(await reconciled()).toEqual({ is: 'no-push' });
  });

  it('because its push service refuses says so', async () => {
    push.reachable = false;
    expect(await reconciled()).toEqual({ is: 'push-refused' });
    expect(listed()).toEqual([]);
  });

  it('because the server refuses says why', async () => {
    server.fault = ({ method, path }) => method === 'PUT' && path.includes('/push/') ? { status: 400, body: { code: 'invalid', errors: [{ path: '/id', code: 'too_many', message: '' }] } } : null;
    expect(await reconciled()).toEqual({ is: 'refused', code: 'too_many' });
    expect(await tab.device.get()).toBeNull();
  });
});

describe('signing out', () => {
  it('removes the device from the server first', async () => {
    await reconciled();
    server.log = [];
    expect(await tab.account.signOut({ discardUnsent: false })).toEqual({ ok: true });
    const deletions = server.log.filter(({ method }) => method === 'DELETE').map(({ path }) => path.split('/')[2]);
    expect(deletions).toEqual(['push', 'browser']);
    expect(listed()).toEqual([]);
    expect(await tab.device.get()).toBeNull();
  });

  it('ends the browser’s own subscription too', async () => {
    await reconciled();
    phone.unsubscribed = 0;
    await tab.account.signOut({ discardUnsent: false });
    expect(phone.unsubscribed).toBe(1);
  });

  it('changes nothing without a network', async () => {
    await reconciled();
    phone.online = false;
    expect((await tab.account.signOut({ discardUnsent: true })).ok).toBe(false);
    expect(listed()).toHaveLength(1);
    expect(await tab.device.get()).not.toBeNull();
  });
});
