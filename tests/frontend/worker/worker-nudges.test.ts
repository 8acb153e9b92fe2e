import 'fake-indexeddb/auto';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCodec } from '../../../frontend/src/store/database/codec';
import { DATABASE, Database } from '../../../frontend/src/store/database/database';
import { workerRowOf, setWorkerRow } from '../../../frontend/src/store/sync/worker-row';
import { Cookies, FakeServer } from '../fake-server';

const ORIGIN = 'https://noticing.test';
const NUDGE = 'nudge-1';
const REMINDER = '0198a2b4-0000-7000-8000-000000000001';
const NEUTRAL = 'A quiet moment, if you want one.';
const ACTIONS = [{ action: 'check-in', title: 'Check in' }, { action: 'later', title: 'Later' }, { action: 'not-today', title: 'Not today' }];
const PAYLOAD = {
  web_push: 8030, mutable: true,
  notification: {
    title: NEUTRAL, lang: 'en', dir: 'ltr', navigate: `${ORIGIN}/`, tag: 'opaque', silent: false,
    actions: ACTIONS.map((each) => ({ ...each, navigate: `${ORIGIN}/` })), data: { nudge: NUDGE, reminder: REMINDER },
  },
};

type Listener = (event: unknown) => void;
interface NotificationArgs {
  title: string;
  options: NotificationOptions & { actions: object[] };
}

const listeners = new Map<string, Listener>();
const database = new Database(DATABASE);
let server: FakeServer;
let cookies: Cookies;
let online: boolean;
let notificationFor: NotificationArgs[];
let closed: string[];
let windows: { url: string; focus: () => Promise<void>; navigate: (url: string) => Promise<void> }[];
let went: string[];
const notifications = { permission: 'granted', maxActions: 3 as number | undefined };
let subscribe: () => Promise<unknown>;

async function emit(type: string, event: object): Promise<void> {
  let done: Promise<unknown> = Promise.resolve();
  listeners.get(type)!({ ...event, waitUntil: (work: Promise<unknown>) => void (done = work) });
  await done;
}

const push = (text: string | null): Promise<void> => emit('push', { data: text === null ? null : { text: () => text } });

async function tap(action: string, data: object | null = { nudge: NUDGE, reminder: REMINDER }, more: object = {}): Promise<void> {
  const close = vi.fn();
  await emit('notificationclick', { action, notification: { ...more, close, data } });
  expect(close).toHaveBeenCalledOnce();
}

const response = (): string | null | undefined => server.person('alice').nudging.responses.get(NUDGE);
const waiting = () => database.read((tx) => tx.objectStore('answers').getAll());

/** Stores a reminder as the page does. */
async function keepReminder(change: object): Promise<void> {
  const { seal } = await createCodec().sealing();
  const data = await seal({ days: ['mon'], at: '20:30', wording: 'own', own_words: 'Tea, and a window', active: true, ...change });
  await database.write((tx) => tx.objectStore('entries').put({ kind: 'reminders', id: REMINDER, data, date: '', state: 'stored', deleted: false }));
}

function answerFetch(input: string, init: RequestInit = {}): Response {
  if (!online) throw new TypeError('no network');
  const headers = init.headers as Record<string, string>;
  const answer = cookies.answer({
    method: init.method ?? 'GET', path: input, headers, body: init.body ? JSON.parse(String(init.body)) : undefined });
  return new Response(answer.body ? JSON.stringify(answer.body) : null, {
    status: answer.status, headers: { 'Content-Type': 'application/json', ...answer.headers } });
}

beforeAll(async () => {
  vi.stubGlobal('__PRECACHE__', { version: '1', files: ['/'] });
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) => answerFetch(input, init));
  vi.stubGlobal('cookieStore', { get: async (name: string) => (name === 'noticing-csrf' && cookies.token ? { value: cookies.token } : null) });
  vi.stubGlobal('Notification', notifications);
  vi.stubGlobal('navigator', { languages: ['en-GB'], userAgent: 'Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0' });
  vi.stubGlobal('self', {
    location: { origin: ORIGIN },
    addEventListener: (type: string, listener: Listener) => listeners.set(type, listener),
    registration: {
      showNotification: async (title: string, options: NotificationArgs['options']) => void notificationFor.push({ title, options }),
      getNotifications: async ({ tag }: { tag: string }) => [{ close: () => void closed.push(tag) }],
      pushManager: { getSubscription: async () => null, subscribe: () => subscribe() },
    },
    clients: {
      matchAll: async () => windows,
      openWindow: async (url: string) => void went.push(`opened ${url}`),
    },
  });
  await import('../../../frontend/src/sw');
});

beforeEach(async () => {
  server = new FakeServer();
  server.person('alice').nudging.responses.set(NUDGE, null);
  cookies = new Cookies(server);
  cookies.username = 'alice';
  cookies.rotate();
  [online, notificationFor, closed, windows, went] = [true, [], [], [], []];
  notifications.maxActions = 3;
  await database.write(async (tx) => {
    await tx.objectStore('entries').clear();
    await tx.objectStore('answers').clear();
    await tx.objectStore('drafts').clear();
    await tx.objectStore('errand').clear();
    await setWorkerRow(tx, { token: cookies.token, device: null, language: null, plain: false, answered: {} });
  });
});

describe('a push', () => {
  it.each([[false, '/icons/icon-192.png', '/icons/badge-96.png'], [true, '/icons/plain-192.png', '/icons/plain-badge-96.png']])(
    'has the chosen icon (plain: %s)', async (plain, icon, badge) => {
      await database.write((tx) => setWorkerRow(tx, { plain }));
      await push(JSON.stringify(PAYLOAD));
      expect(notificationFor[0]!.options).toMatchObject({ icon, badge });
    });

  it('is shown as the server wrote it', async () => {
    await push(JSON.stringify(PAYLOAD));
    expect(notificationFor).toMatchObject([{
      title: NEUTRAL,
      options: { tag: 'opaque', lang: 'en', dir: 'ltr', silent: false, actions: ACTIONS, data: { nudge: NUDGE, reminder: REMINDER } },
    }]);
  });

  it.each([
    [2, ['later', 'not-today']], [1, ['later']], [undefined, ['check-in', 'later', 'not-today']],
  ])('shows as many actions as fit, without the one that a tap does anyway: %s', async (most, expected) => {
    notifications.maxActions = most;
    await push(JSON.stringify(PAYLOAD));
    expect((notificationFor[0]!.options.actions as { action: string }[]).map(({ action }) => action)).toEqual(expected);
  });

  it.each([
    [['something', 'later'], 2, [['something', 'Something is here'], ['later', 'Later']]],
    [['something', 'not-today'], 2, [['something', 'Something is here'], ['not-today', 'Not today']]],
    [['later', 'not-today'], 2, [['later', 'Later'], ['not-today', 'Not today']]],
    [['something', 'later'], 3, [['check-in', 'Check in'], ['something', 'Something is here'], ['later', 'Later']]],
  ] as const)('has the actions that the person chose on this phone: %s, room for %s', async (actions, most, expected) => {
    notifications.maxActions = most;
    await database.write((tx) => setWorkerRow(tx, { actions: [...actions] }));
    await push(JSON.stringify(PAYLOAD));
    const shown = notificationFor[0]!.options.actions as { action: string; title: string }[];
    expect(shown.map(({ action, title }) => [action, title])).toEqual(expected);
  });

  it('has the phone’s own action in the language of the push', async () => {
    await database.write((tx) => setWorkerRow(tx, { actions: ['something', 'later'], language: 'en' }));
    await push(JSON.stringify({ ...PAYLOAD, notification: { ...PAYLOAD.notification, lang: 'es' } }));
    expect(notificationFor[0]!.options.actions).toContainEqual({ action: 'something', title: 'Hay algo' });
  });

  it('without actions, such as a test, has none of the phone’s own', async () => {
    await database.write((tx) => setWorkerRow(tx, { actions: ['something', 'later'] }));
    await push(JSON.stringify({ ...PAYLOAD, notification: { ...PAYLOAD.notification, actions: undefined } }));
    expect(notificationFor[0]!.options.actions).toEqual([]);
  });

  it('shows the person’s own text, from this phone', async () => {
    await keepReminder({});
    await push(JSON.stringify(PAYLOAD));
    expect(notificationFor).toMatchObject([{ title: 'Tea, and a window', options: { tag: 'opaque', lang: '', actions: ACTIONS } }]);
  });

  it.each([
    ['wants the neutral text', { wording: 'neutral' }],
    ['has no words', { own_words: null }],
    ['has blank ones', { own_words: '  ' }],
  ])('is neutral when the reminder %s', async (_why, change) => {
    await keepReminder(change);
    await push(JSON.stringify(PAYLOAD));
    expect(notificationFor[0]!.title).toBe(NEUTRAL);
  });

  it('is neutral when the reminder was deleted here', async () => {
    await keepReminder({});
    await database.write(async (tx) => {
      const row = await tx.objectStore('entries').get(['reminders', REMINDER]);
      await tx.objectStore('entries').put({ ...row!, deleted: true });
    });
    await push(JSON.stringify(PAYLOAD));
    expect(notificationFor[0]!.title).toBe(NEUTRAL);
  });

  it.each([
    ['nothing', null], ['nothing to read', ''], ['no JSON', '<html>'], ['no object', '7'], ['null', 'null'],
    ['no notification', '{}'], ['another kind of notification', '{"notification": "hello"}'],
    ['parts of other kinds', '{"notification": {"title": 7, "tag": {}, "actions": [null, {"action": 1}], "data": "x", "silent": "yes"}}'],
  ])('with %s is still shown, with the neutral text', async (_what, text) => {
    await push(text);
    expect(notificationFor).toMatchObject([{ title: NEUTRAL, options: { tag: 'noticing', actions: [], data: { nudge: null, reminder: null }, silent: false } }]);
  });

  it('that can\'t be read uses the app\'s language on this phone', async () => {
    await database.write((tx) => setWorkerRow(tx, { language: 'es' }));
    await push(null);
    expect(notificationFor[0]!.title).toBe('Un momento de calma, si lo quieres.');
  });

  it.each([[['es-MX', 'en'], /Un momento/], [['tlh', 'es'], /Un momento/], [['tlh'], /A quiet moment/]])(
    'that can\'t be read uses the browser\'s language %o if the app has not stored its own', async (languages, title) => {
      vi.stubGlobal('navigator', { ...navigator, languages });
      await push(null);
      expect(notificationFor[0]!.title).toMatch(title);
    });

  it('that the browser has parsed already is shown from its notification', async () => {
    await emit('push', { data: null, notification: PAYLOAD.notification });
    expect(notificationFor).toMatchObject([{ title: NEUTRAL, options: { tag: 'opaque', data: { nudge: NUDGE } } }]);
  });
});

const open = (path: string) => ({
  url: ORIGIN + path,
  focus: async () => void went.push(`focused ${path}`),
  navigate: async (url: string) => void went.push(`${path} to ${url}`),
});

describe('a tap on a notification', () => {
  it.each(['', 'check-in'])('opens Now, and tells the server: "%s"', async (action) => {
    await tap(action);
    expect(went).toEqual(['opened /#/']);
    expect(response()).toBe('opened');
  });

  it('brings the open app to the front, and never the page of a share', async () => {
    windows = [open('/s'), open('/#/you')];
    await tap('');
    expect(went).toEqual(['focused /#/you', '/#/you to /#/']);
  });

  it('opens settling if the push says so', async () => {
    await push(JSON.stringify({ ...PAYLOAD, notification: { ...PAYLOAD.notification, navigate: `${ORIGIN}/#/settle` } }));
    await tap('', notificationFor[0]!.options.data as object);
    windows = [open('/#/you')];
    await tap('', notificationFor[0]!.options.data as object);
    expect(went).toEqual([`opened /#/settle`, 'focused /#/you', '/#/you to /#/settle']);
    expect(response()).toBe('opened');
  });

  it.each(['https://elsewhere.example/', `${ORIGIN}/#/you/data`, 7, null])('opens Now whatever else the push names: %s', async (navigate) => {
    await push(JSON.stringify({ ...PAYLOAD, notification: { ...PAYLOAD.notification, navigate } }));
    await tap('', notificationFor[0]!.options.data as object);
    expect(went).toEqual(['opened /#/']);
  });

  it('opens the app beside the page of a share', async () => {
    windows = [open('/s')];
    await tap('');
    expect(went).toEqual(['opened /#/']);
  });

  it('opens Now without a network, and without a nudge', async () => {
    online = false;
    await tap('');
    await tap('', null);
    expect(went).toEqual(['opened /#/', 'opened /#/']);
  });

  it.each(['later', 'not-today'])('on "%s" tells the server, and opens nothing', async (action) => {
    await tap(action);
    expect(response()).toBe(action);
    expect(went).toEqual([]);
    expect(await waiting()).toEqual([]);
  });

  it('does not throw if the system refuses to open a window', async () => {
    windows = [{ url: `${ORIGIN}/`, focus: () => Promise.reject(new Error('no')), navigate: () => Promise.reject(new Error('no')) }];
    await tap('');
    expect(response()).toBe('opened');
  });
});

const drafts = () => database.read((tx) => tx.objectStore('drafts').getAll());

describe('"Something is here", tapped on a notification', () => {
  it('keeps the time, opens nothing, and answers the nudge', async () => {
    await tap('something');
    const [kept, ...others] = await drafts();
    const { felt_at, zone } = JSON.parse((kept!.words as unknown as { text: string }).text) as { felt_at: string; zone: string };
    expect(Date.now() - Date.parse(felt_at)).toBeLessThan(5_000);
    expect(zone).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
    expect(others).toEqual([]);
    expect(went).toEqual([]);
    expect(response()).toBe('opened');
  });

  it('works without a network', async () => {
    online = false;
    await tap('something');
    expect(await drafts()).toHaveLength(1);
    expect(await waiting()).toMatchObject([{ nudge: NUDGE, action: 'opened' }]);
  });

  it('is shown again and not answered if the phone can’t store it', async () => {
    const { put } = IDBObjectStore.prototype;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given: [unknown]) {
      if (this.name === 'drafts') throw new DOMException('It is full.', 'QuotaExceededError');
      return put.apply(this, given);
    });
    await push(JSON.stringify(PAYLOAD));
    const { title, options } = notificationFor[0]!;
    await tap('something', options.data as object, { title, ...options });
    vi.restoreAllMocks();
    expect(notificationFor[1]).toEqual({ title, options });
    expect(response()).toBeNull();
    expect(await waiting()).toEqual([]);
  });
});

describe('a nudge that was answered on this phone', () => {
  const again = (round: number | undefined, nudge = NUDGE): Promise<void> => push(JSON.stringify({
    ...PAYLOAD, notification: { ...PAYLOAD.notification, data: { nudge, reminder: REMINDER, round } } }));

  it.each(['', 'later', 'not-today', 'something'])('is not shown if it is sent again: "%s"', async (action) => {
    await again(1);
    await tap(action, notificationFor[0]!.options.data);
    await again(1);
    expect(notificationFor).toHaveLength(1);
  });

  it('is shown in its next round, which "later" asked for', async () => {
    await again(1);
    await tap('later', notificationFor[0]!.options.data);
    await again(2);
    expect(notificationFor).toHaveLength(2);
    await tap('', notificationFor[1]!.options.data);
    await again(2);
    expect(notificationFor).toHaveLength(2);
  });

  it('does not suppress other nudges, nor those without a round', async () => {
    await again(1);
    await tap('', notificationFor[0]!.options.data);
    await again(1, 'nudge-2');
    await again(undefined);
    expect(notificationFor).toHaveLength(3);
  });

  it('replaces what Safari would show itself by a silent notification, and closes it', async () => {
    const data = { nudge: NUDGE, reminder: REMINDER, round: 1 };
    await tap('later', data);
    await emit('push', { data: null, notification: { ...PAYLOAD.notification, data } });
    expect(notificationFor).toMatchObject([{ options: { tag: 'opaque', silent: true } }]);
    expect(closed).toEqual(['opaque']);
  });

  it('sends an answer that still waits, since a push shows that there is a network', async () => {
    online = false;
    await tap('later', { nudge: NUDGE, reminder: REMINDER, round: 1 });
    online = true;
    await again(1);
    expect(notificationFor).toEqual([]);
    expect(response()).toBe('later');
    expect(await waiting()).toEqual([]);
  });

  it('is sent with its round, so that a repeated "later" begins no further one', async () => {
    online = false; // the server gets the answer, and this phone no reply
    await tap('later', { nudge: NUDGE, reminder: REMINDER, round: 1 });
    online = true;
    await again(2);
    expect(notificationFor).toHaveLength(1);
    expect(server.sent('PUT').map(({ body }) => body)).toEqual([{ action: 'later', round: 1 }]);
    expect(await waiting()).toEqual([]);
  });

  it('keeps "not today", even when another round comes', async () => {
    online = false;
    await tap('not-today', { nudge: NUDGE, reminder: REMINDER, round: 1 });
    online = true;
    await again(2);
    expect(response()).toBe('not-today');
  });

  it('is remembered only among the newest', async () => {
    for (let number = 0; number < 60; number += 1) await tap('', { nudge: `n-${number}`, reminder: REMINDER, round: 1 });
    const { answered } = await database.read(workerRowOf);
    expect(Object.keys(answered!)).toHaveLength(50);
    expect(answered).toHaveProperty('n-59');
  });
});

describe('an answer from a closed app', () => {
  it('fetches a new token if the one of the last visit is too old', async () => {
    cookies.rotate();
    await tap('later');
    expect(response()).toBe('later');
    expect((await database.read(workerRowOf)).token).toBe(cookies.token);
  });

  it('fetches a token if there was none', async () => {
    await database.write((tx) => setWorkerRow(tx, { token: null }));
    await tap('later');
    expect(response()).toBe('later');
  });

  it('waits for the next visit if no token is available', async () => {
    cookies.rotate();
    vi.stubGlobal('cookieStore', undefined);
    await tap('later');
    expect(response()).toBeNull();
    expect(await waiting()).toMatchObject([{ nudge: NUDGE, action: 'later' }]);
    vi.stubGlobal('cookieStore', { get: async () => ({ value: cookies.token }) });
  });

  it('waits without a network, and is sent with the next answer', async () => {
    server.person('alice').nudging.responses.set('nudge-2', null);
    online = false;
    await tap('not-today');
    expect(await waiting()).toMatchObject([{ nudge: NUDGE, action: 'not-today' }]);
    online = true;
    await tap('later', { nudge: 'nudge-2' });
    expect(response()).toBe('not-today');
    expect(server.person('alice').nudging.responses.get('nudge-2')).toBe('later');
    expect(await waiting()).toEqual([]);
  });

  it('counts as what was tapped last', async () => {
    online = false;
    await tap('later');
    await tap('');
    expect(await waiting()).toMatchObject([{ nudge: NUDGE, action: 'opened' }]);
  });

  it('waits while nobody is signed in', async () => {
    cookies.username = null;
    await tap('later');
    expect(await waiting()).toHaveLength(1);
  });

  it('is dropped if the nudge is somebody else’s', async () => {
    server.person('bob');
    cookies.username = 'bob';
    await tap('later');
    expect(await waiting()).toEqual([]);
  });
});

describe('a subscription that the browser has changed', () => {
  it('is registered with the server, under the same id', async () => {
    server.pushKey = 'BPushKeyOne0';
    await database.write((tx) => setWorkerRow(tx, { device: { id: 'device-1', key: server.pushKey } }));
    subscribe = async () => ({ options: {}, toJSON: () => ({ endpoint: 'https://push.test/new', keys: {} }) });
    await emit('pushsubscriptionchange', {});
    expect([...server.person('alice').nudging.subscriptions.values()]).toMatchObject(
      [{ id: 'device-1', endpoint: 'https://push.test/new', label: 'Firefox, Android' }]);
  });

  it('does not throw if the server can\'t be reached', async () => {
    online = false;
    await emit('pushsubscriptionchange', {});
    expect(server.person('alice').nudging.subscriptions.size).toBe(0);
  });
});
