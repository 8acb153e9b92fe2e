import { beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../../frontend/src/store/database/database';
import { keepAnswer } from '../../../frontend/src/store/sync/worker-row';
import { FakeServer } from '../fake-server';
import { signedIn, type Phone, type Tab } from '../phone';

let server: FakeServer;
let phone: Phone;
let tab: Tab;

const responses = () => [...server.person('alice').nudging.responses];

/** What the service worker does while the app is closed. */
async function answerWhileClosed(nudge: string, action: 'later' | 'not-today', at: number): Promise<void> {
  await keepAnswer(new Database(phone.name), { nudge, action, at });
}

beforeEach(async () => {
  server = new FakeServer();
  [tab, phone] = await signedIn(server);
  for (const nudge of ['one', 'two']) server.person('alice').nudging.responses.set(nudge, null);
});

describe('an answer to a notification without a network', () => {
  it('is sent when the app is opened', async () => {
    await answerWhileClosed('one', 'later', 1);
    await answerWhileClosed('two', 'not-today', 2);
    await tab.sync();
    expect(responses()).toEqual([['one', 'later'], ['two', 'not-today']]);
    server.log = [];
    await tab.sync();
    expect(server.sent('PUT')).toEqual([]);
  });

  it('waits until the server can take it', async () => {
    await answerWhileClosed('one', 'later', 1);
    server.fault = ({ path }) => (path.includes('/nudges/') ? { status: 503 } : null);
    await tab.sync();
    server.fault = () => null;
    await tab.ring();
    expect(responses()[0]).toEqual(['one', 'later']);
  });

  it('is dropped if the server doesn’t know the nudge, and blocks nothing else', async () => {
    await answerWhileClosed('gone', 'later', 1);
    await answerWhileClosed('two', 'later', 2);
    await tab.sync();
    expect(responses()).toEqual([['one', null], ['two', 'later']]);
  });

  it('is deleted when the phone is cleared', async () => {
    phone.online = true;
    await answerWhileClosed('one', 'later', 1);
    server.fault = ({ path }) => (path.includes('/nudges/') ? { status: 503 } : null);
    await tab.account.signOut({ discardUnsent: true });
    server.fault = () => null;
    await tab.account.signIn('alice', 'a long enough one');
    await tab.sync();
    expect(responses()[0]).toEqual(['one', null]);
  });
});

describe('settings for all devices', () => {
  it('are the server’s, and are known here afterwards', async () => {
    expect(await tab.account.set({ quiet_from: '22:00', quiet_to: '07:00', devices: 'all' })).toEqual({ ok: true });
    expect(server.person('alice')).toMatchObject({ quiet_from: '22:00', quiet_to: '07:00', devices: 'all' });
    expect(tab.state().account).toMatchObject({ quiet_from: '22:00', quiet_to: '07:00', devices: 'all' });
  });

  it('are not shown as set if the server can\'t be reached', async () => {
    phone.online = false;
    expect((await tab.account.set({ devices: 'all' })).ok).toBe(false);
    expect(tab.state().account?.devices).toBe('latest');
  });
});

describe('the CSRF token', () => {
  it('of the last visit is stored for the service worker', async () => {
    const { workerRowOf } = await import('../../../frontend/src/store/sync/worker-row');
    expect((await new Database(phone.name).read(workerRowOf)).token).toBe(phone.cookies.token);
  });
});
