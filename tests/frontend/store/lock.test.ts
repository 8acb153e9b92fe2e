import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Database } from '../../../frontend/src/store/database/database';
import { WrongSecret } from '../../../frontend/src/store/outcome';
import { ownWordsOf } from '../../../frontend/src/worker/own-words';
import { FakeServer, problem } from '../fake-server';
import { checkIn, newId, page, Phone, signedIn, type Tab } from '../phone';

const WORDS = 'a tight chest when they came closer';
const SECRET = 'cuatro señales más tarde';
const CHOICE = { way: 'passphrase', secret: SECRET } as const;
const INBOX = 2;

/** Everything in the phone's database, bytes as text too: what somebody who copied it could read. */
async function everything(phone: Phone): Promise<string> {
  const db = await phone.database();
  const rows = await Promise.all([...db.objectStoreNames].map((table) => db.getAll(table)));
  db.close();
  return JSON.stringify(rows.flat(), (_, value) =>
    ArrayBuffer.isView(value) ? new TextDecoder('latin1').decode(value as Uint8Array) : value);
}

async function raw(phone: Phone, table: string): Promise<Record<string, unknown>[]> {
  const db = await phone.database();
  const rows = await db.getAll(table);
  db.close();
  return rows;
}

/** Waits until background work has reached this state. */
async function until(is: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; !(await is()); tries += 1) {
    if (tries > 200) throw new Error('It never came to this.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

let server: FakeServer;
let phone: Phone;
let tab: Tab;

beforeEach(async () => {
  server = new FakeServer();
  [tab, phone] = await signedIn(server);
});

const NAMES = { sensations: { label: 'x', hidden: true }, people: { nickname: 'Someone', safe: null } };
/** For an import: more than one batch of resealing. */
const manyOf = () => Array.from({ length: 250 }, () => ({ kind: 'check-ins', id: newId(), body: checkIn({ note: WORDS }) }));

const { put } = IDBObjectStore.prototype;
const keepWords = async (of: Tab = tab): Promise<string> => {
  const id = newId();
  await of.keep('check-ins', id, checkIn({ note: WORDS }));
  return id;
};

describe('putting a lock on', () => {
  it('seals every body: acknowledged, waiting, and drafts', async () => {
    const sent = await keepWords();
    await tab.sync();
    phone.online = false;
    await keepWords();
    await tab.setDraft('new page', WORDS);
    expect(await everything(phone)).toContain(WORDS);
    await tab.lock.putOn(CHOICE, 5);
    const all = await everything(phone);
    expect(all).not.toContain(WORDS);
    expect(all).not.toContain('chest-tightness');
    expect(all).not.toContain(SECRET);
    expect(tab.state().lock).toBe('open');
    expect((await tab.get('check-ins', sent))!.data.note).toBe(WORDS);
    expect(await tab.drafts()).toEqual([{ name: 'new page', kind: 'journal', text: WORDS }]);
  });

  it('never counts as locked in the tab that puts it on, whatever is read meanwhile', async () => {
    const seen = new Set<string>();
    tab.syncState.subscribe(({ lock }) => seen.add(lock));
    const puttingOn = tab.lock.putOn(CHOICE, 5).then(() => true);
    while (!(await Promise.race([puttingOn, tab.sync()])));
    expect([...seen].filter((lock) => lock !== 'unsure')).toEqual(['none', 'open']);
  });

  it('seals and sends while it is open', async () => {
    await tab.lock.putOn(CHOICE, 5);
    const id = await keepWords();
    await tab.sync();
    expect(server.body('alice', 'check-ins', id)).toMatchObject({ note: WORDS });
    server.write('alice', 'journal', newId(), page({ text: 'written elsewhere' }) as never);
    await tab.sync();
    expect((await tab.list<{ text: string }>('journal')).map(({ data }) => data.text)).toEqual(['written elsewhere']);
    const all = await everything(phone);
    expect(all).not.toContain(WORDS);
    expect(all).not.toContain('written elsewhere');
  });

  it('keeps a key that the page cannot extract', async () => {
    const { unwrapped } = await import('../../../frontend/src/store/lock/vault');
    await tab.lock.putOn(CHOICE, 5);
    const [row] = await raw(phone, 'lock');
    const key = await unwrapped(row as never, SECRET);
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
  });

  it('finishes at the next unlocking if the app was closed in the middle', async () => {
    await keepWords();
    const clear = await raw(phone, 'entries');
    await tab.lock.putOn(CHOICE, 5);
    const db = await phone.database();
    await db.put('entries', clear[0]);
    await db.put('lock', { ...(await db.get('lock', 'lock')), stage: 'sealing' }, 'lock');
    db.close();
    const next = phone.open();
    await next.lock.unlock(SECRET);
    await until(async () => (await raw(phone, 'lock'))[0]!.stage === 'on');
    expect(await everything(phone)).not.toContain(WORDS);
  });

  it('reports that it is on but not everything is sealed, also after a failure', async () => {
    await keepWords();
    let broken = false;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
      broken ||= this.name === 'entries';
      if (broken) throw new DOMException('The disk is full.', 'QuotaExceededError');
      return put.apply(this, given);
    });
    await expect(tab.lock.putOn(CHOICE, 5)).rejects.toThrow();
    vi.restoreAllMocks();
    expect(tab.state().lock).toBe('open');
    expect(await tab.lock.about()).toMatchObject({ stage: 'sealing' });
    const next = phone.open();
    await next.lock.unlock(SECRET);
    await until(async () => (await next.lock.about())!.stage === 'on');
  });

  it('seals everything before it waits for the server', async () => {
    await keepWords();
    let seen = '';
    phone.onTheWay = async ({ path }) => {
      if (path === '/api/me/lock/') seen = await everything(phone);
    };
    await tab.lock.putOn(CHOICE, 5);
    expect(seen).not.toBe('');
    expect(seen).not.toContain(WORDS);
    expect(phone.cookies.pass).not.toBeNull();
  });

  it('seals everything even if another tab closes it meanwhile, and the session still requires its pass', async () => {
    await tab.importEntries(manyOf() as never, { names: NAMES, bringBack: false });
    const other = phone.open();
    other.syncState.subscribe(({ lock }) => void (lock === 'locked' && other.lock.close()));
    await tab.lock.putOn(CHOICE, 5);
    expect(tab.state().lock).toBe('locked');
    expect(await everything(phone)).not.toContain(WORDS);
    expect(phone.cookies.pass).not.toBeNull();
    await tab.lock.unlock(SECRET);
    expect((await tab.list('check-ins')).length).toBe(250);
  });

  it.each(['sealing', 'ending'])('hides what was left in clear while locked: %s', async (stage) => {
    const id = await keepWords();
    await tab.setDraft('new page', WORDS);
    const clear = { entries: await raw(phone, 'entries'), drafts: await raw(phone, 'drafts') };
    await tab.lock.putOn(CHOICE, 5);
    const db = await phone.database();
    for (const [table, rows] of Object.entries(clear)) for (const row of rows) await db.put(table, row);
    await db.put('lock', { ...(await db.get('lock', 'lock')), stage }, 'lock');
    db.close();
    const next = phone.open();
    expect(await next.get('check-ins', id)).toBeUndefined();
    expect(await next.list('check-ins')).toEqual([]);
    expect(await next.drafts()).toEqual([]);
    const fresh = await keepWords(next);
    expect(await next.get('check-ins', fresh)).toBeUndefined();
    await next.lock.unlock(SECRET);
    expect((await next.list('check-ins')).map((each) => each.id).sort()).toEqual([id, fresh].sort());
    await until(async () => (await raw(phone, 'lock'))[0]?.stage === (stage === 'sealing' ? 'on' : undefined));
    expect((await next.list('check-ins')).length).toBe(2);
    expect((await everything(phone)).includes(WORDS)).toBe(stage === 'ending');
  });
});

describe('while locked', () => {
  let next: Tab;
  let before: string;

  beforeEach(async () => {
    before = await keepWords();
    await tab.sync();
    await tab.lock.putOn(CHOICE, 5);
    tab.die();
    next = phone.open();
    next.start();
    await until(() => next.state().lock === 'locked');
  });

  it('shows nothing stored', async () => {
    expect(await next.get('check-ins', before)).toBeUndefined();
    expect(await next.list('check-ins')).toEqual([]);
    expect(await next.onDays('2026-11-01', '2026-12-01')).toEqual([]);
    expect((await next.exportLocal()).entries).toEqual({});
    expect(await next.drafts()).toEqual([]);
  });

  it('keeps a check-in, sealed for the next unlocking, and sends it then', async () => {
    const id = await keepWords(next);
    const row = (await raw(phone, 'entries')).find((each) => each.id === id)!;
    expect((row.data as Uint8Array)[0]).toBe(INBOX);
    expect(await everything(phone)).not.toContain(WORDS);
    await next.sync();
    expect(server.body('alice', 'check-ins', id)).toBeUndefined();
    expect(next.state().waiting).toBe(1);
    await next.lock.unlock(SECRET);
    await next.sync();
    expect((await next.get('check-ins', id))!.data.note).toBe(WORDS);
    expect(server.body('alice', 'check-ins', id)).toMatchObject({ note: WORDS });
    expect(next.state().waiting).toBe(0);
  });

  it('opens only with the secret it was put on with', async () => {
    await expect(next.lock.unlock('cuatro señales')).rejects.toThrow(WrongSecret);
    expect(next.state().lock).toBe('locked');
    await next.lock.unlock(SECRET.normalize('NFD'));
    expect(next.state().lock).toBe('open');
    expect((await next.get('check-ins', before))!.data.note).toBe(WORDS);
  });

  it('delays attempts after five wrong ones, longer each time, also after a restart', async () => {
    for (let times = 0; times < 5; times += 1) {
      expect(await next.lock.waitLeft()).toBe(0);
      await next.lock.unlock('1234').catch(() => {});
    }
    expect(await phone.open().lock.waitLeft()).toBe(30_000);
    for (const early of [next.lock.unlock(SECRET), next.lock.prove(SECRET), next.lock.takeOff('1234')]) {
      await expect(early).rejects.toMatchObject({ name: 'TooSoon' });
    }
    expect(next.state().lock).toBe('locked');
    expect(await next.lock.waitLeft()).toBe(30_000);
    expect((await raw(phone, 'lock'))[0]!.wrong).toMatchObject({ times: 5 });
    phone.clock += 30_000;
    expect(await next.lock.waitLeft()).toBe(0);
    await next.lock.unlock('1234').catch(() => {});
    expect(await next.lock.waitLeft()).toBe(60_000);
    phone.clock -= 3_600_000;
    expect(await next.lock.waitLeft()).toBe(60_000);
    phone.clock += 7_200_000;
    await next.lock.unlock(SECRET);
    await next.lock.close();
    expect(await next.lock.waitLeft()).toBe(0);
  });

  it('runs the full delay once if the clock was ahead and is corrected', async () => {
    const year = 365 * 86_400_000;
    phone.clock += year;
    for (let times = 0; times < 5; times += 1) await next.lock.unlock('1234').catch(() => {});
    phone.clock -= year;
    await expect(next.lock.unlock(SECRET)).rejects.toMatchObject({ name: 'TooSoon' });
    expect(await next.lock.waitLeft()).toBe(30_000);
    phone.clock += 29_000;
    expect(await next.lock.waitLeft()).toBe(1_000);
    phone.clock += 1_000;
    expect(await next.lock.waitLeft()).toBe(0);
    await next.lock.unlock(SECRET);
    expect(next.state().lock).toBe('open');
  });

  it('counts simultaneous attempts in several tabs one by one', async () => {
    const tries = Array.from({ length: 7 }, () => phone.open().lock.unlock('1234').catch((cause: Error) => cause.name));
    expect((await Promise.all(tries)).sort()).toEqual(['TooSoon', 'TooSoon', ...Array(5).fill('WrongSecret')]);
    expect((await raw(phone, 'lock'))[0]!.wrong).toMatchObject({ times: 5 });
    phone.clock += 30_000;
    await next.lock.unlock(SECRET);
    expect((await raw(phone, 'lock'))[0]!.wrong).toMatchObject({ times: 0 });
  });

  it('counts an attempt before it is verified, and uncounts one that failed for another reason', async () => {
    let tried: unknown;
    const failing = vi.spyOn(crypto.subtle, 'importKey').mockImplementationOnce(async () => {
      tried = (await raw(phone, 'lock'))[0]!.wrong;
      throw new Error('No memory is left.');
    });
    await expect(next.lock.unlock(SECRET)).rejects.toThrow('No memory is left.');
    failing.mockRestore();
    expect(tried).toMatchObject({ times: 1 });
    expect((await raw(phone, 'lock'))[0]!.wrong).toMatchObject({ times: 0 });
  });

  it('opens on a full disk too, but not before the delay is over', async () => {
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('', 'QuotaExceededError');
    });
    await expect(next.lock.unlock('1234')).rejects.toThrow(WrongSecret);
    await next.lock.unlock(SECRET);
    expect((await next.get('check-ins', before))!.data.note).toBe(WORDS);
    await next.lock.close();
    full.mockRestore();
    for (let times = 0; times < 5; times += 1) await next.lock.unlock('1234').catch(() => {});
    full.mockImplementation(() => {
      throw new DOMException('', 'QuotaExceededError');
    });
    await expect(next.lock.unlock(SECRET)).rejects.toMatchObject({ name: 'TooSoon' });
    full.mockRestore();
  });

  it('shows the neutral text in notifications', async () => {
    await next.lock.unlock(SECRET);
    const reminder = newId();
    await next.keep('reminders', reminder, { wording: 'own', own_words: 'Tea, and a window' });
    expect(await ownWordsOf(new Database(phone.name), reminder)).toBeNull();
  });

  it('makes the server require more than the cookie', async () => {
    const asked = phone.cookies.answer({ method: 'GET', path: '/api/changes/?after=0&limit=500', headers: {}, body: undefined });
    expect(asked.status).toBe(403);
    await next.lock.unlock(SECRET);
    await next.sync();
    expect(next.state().signedIn).toBe('yes');
    expect(next.state().account!.username).toBe('alice');
  });

  it('fetches everything from the server again once it is open', async () => {
    const path = '/api/changes/?after=0&limit=500';
    await next.lock.unlock(SECRET);
    expect((await next.reach(path, new AbortController().signal)).status).toBe(200);
    await next.lock.close();
    expect((await next.reach(path, new AbortController().signal)).status).toBe(403);
  });

  it('closes again in every tab', async () => {
    const other = phone.open();
    await Promise.all([next.lock.unlock(SECRET), other.lock.unlock(SECRET)]);
    await other.lock.close();
    await until(() => next.state().lock === 'locked');
    expect(await next.list('check-ins')).toEqual([]);
  });

  it('closes for another tab once the page has saved what was being written, even if saving fails', async () => {
    const other = phone.open();
    await Promise.all([next.lock.unlock(SECRET), other.lock.unlock(SECRET)]);
    const stop = next.beforeClosing(async () => {
      await next.amend<object>('check-ins', before, (data) => ({ ...data, note: 'as it closed' }));
      throw new Error('It goes wrong after that.');
    });
    await other.lock.close();
    await until(() => next.state().lock === 'locked');
    stop();
    await next.lock.unlock(SECRET);
    expect((await next.get('check-ins', before))!.data.note).toBe('as it closed');
  });

  it('can be forgotten, also off-line: the phone is emptied, and the server’s copy is fetched later', async () => {
    await keepWords(next);
    expect(next.state().waiting).toBe(1);
    phone.online = false;
    expect(await next.account.forget()).toEqual({ ok: true });
    expect(next.state().lock).toBe('none');
    expect(await raw(phone, 'lock')).toEqual([]);
    expect(await raw(phone, 'entries')).toEqual([]);
    phone.online = true;
    await next.account.signIn('alice', 'a long enough one');
    await next.sync();
    expect((await next.list('check-ins')).map(({ id }) => id)).toEqual([before]);
    expect(phone.cookies.pass).toBeNull();
  });
});

it('closes in the middle of sending: the rest waits, and is sent once it is open again', async () => {
  await tab.lock.putOn(CHOICE, 5);
  phone.online = false;
  const ids = [await keepWords(), await keepWords()];
  phone.onTheWay = async ({ method }) => {
    if (method === 'PUT') await tab.lock.close();
  };
  phone.comeBack();
  await tab.sync();
  expect(tab.state()).toMatchObject({ lock: 'locked', parked: 0 });
  phone.onTheWay = async () => {};
  await tab.lock.unlock(SECRET);
  await tab.sync();
  expect(tab.state()).toMatchObject({ signedIn: 'yes', waiting: 0, parked: 0 });
  expect(ids.map((id) => server.body('alice', 'check-ins', id))).toMatchObject([{ note: WORDS }, { note: WORDS }]);
});

describe('a lock put on off-line', () => {
  beforeEach(async () => {
    phone.online = false;
    await tab.lock.putOn(CHOICE, 5);
  });

  it('counts as known only to this phone, until it is registered with the server', async () => {
    expect(phone.cookies.pass).toBeNull();
    expect(await tab.lock.about()).toMatchObject({ stage: 'on', bound: false });
    phone.online = true;
    await tab.sync();
    expect(phone.cookies.pass).not.toBeNull();
    expect(await tab.lock.about()).toMatchObject({ bound: true });
  });

  it('is registered once there is a network, while locked', async () => {
    await tab.lock.close();
    const next = phone.open();
    next.start();
    await next.sync();
    expect(phone.cookies.pass).toBeNull();
    phone.comeBack();
    await until(() => phone.cookies.pass !== null);
    await until(async () => (await next.lock.about())!.bound === true);
    expect(next.state().lock).toBe('locked');
    await next.lock.unlock(SECRET);
    await next.sync();
    expect(next.state()).toMatchObject({ signedIn: 'yes', lock: 'open' });
  });

  it('is registered later if the server was busy', async () => {
    await tab.lock.close();
    phone.online = true;
    server.fault = () => problem(503, 'busy');
    await tab.sync();
    server.fault = () => null;
    expect(phone.cookies.pass).toBeNull();
    await tab.ring();
    expect(phone.cookies.pass).not.toBeNull();
  });

  it('does not replace another lock in the session', async () => {
    await tab.lock.close();
    phone.cookies.pass = 'of a lock that somebody else put on';
    phone.online = true;
    await tab.sync();
    expect(phone.cookies.pass).toBe('of a lock that somebody else put on');
    expect(server.log.filter(({ path }) => path === '/api/me/lock/').length).toBe(1);
    await tab.sync();
    expect(server.log.filter(({ path }) => path === '/api/me/lock/').length).toBe(1);
  });

  it('is registered with the session of the next sign-in', async () => {
    phone.online = true;
    await tab.sync();
    phone.cookies.username = phone.cookies.pass = null;
    server.fault = ({ path }) => (path === '/api/me/lock/' ? problem(503, 'busy') : null);
    expect(await tab.account.signIn('alice', 'a long enough one')).toEqual({ ok: true });
    expect(await tab.lock.about()).toMatchObject({ bound: false });
    server.fault = () => null;
    await tab.lock.close();
    await tab.sync();
    expect(phone.cookies.pass).not.toBeNull();
  });

  it('from an earlier version is registered once it is open, since it has no digest', async () => {
    const db = await phone.database();
    const { digest, bound, ...earlier } = await db.get('lock', 'lock');
    await db.put('lock', earlier, 'lock');
    db.close();
    phone.online = true;
    const next = phone.open();
    await next.sync();
    expect(phone.cookies.pass).toBeNull();
    await next.lock.unlock(SECRET);
    await until(() => phone.cookies.pass === digest);
    expect(bound).toBe(false);
  });

  it('can be forgotten with another lock in the session, after which one signs in again', async () => {
    phone.cookies.pass = 'of a lock that somebody else put on';
    phone.online = true;
    expect(await tab.account.forget()).toEqual({ ok: true });
    expect(await tab.account.signIn('alice', 'a long enough one')).toEqual({ ok: true });
    expect(tab.state()).toMatchObject({ lock: 'none', signedIn: 'yes' });
  });
});

it('is gone from this browser but not from the session: signing in again helps', async () => {
  phone.cookies.pass = 'of a lock that nobody has';
  const id = await keepWords();
  await tab.sync();
  expect(tab.state()).toMatchObject({ ask: 'sign-in', waiting: 1, parked: 0 });
  expect(await tab.account.signIn('alice', 'a long enough one')).toEqual({ ok: true });
  await tab.sync();
  expect(server.body('alice', 'check-ins', id)).toMatchObject({ note: WORDS });
});

describe('another tab', () => {
  it('follows the lock, and shows and seals accordingly', async () => {
    const other = phone.open();
    await tab.lock.putOn(CHOICE, 5);
    await until(() => other.state().lock === 'locked');
    await keepWords(other);
    expect(await everything(phone)).not.toContain(WORDS);
    expect((await tab.list('check-ins')).length).toBe(1);
  });

  describe('a tab that has not heard of it yet', () => {
    let deaf: Phone;
    let other: Tab;

    beforeEach(async () => {
      deaf = new Phone(server);
      Object.assign(deaf, { name: phone.name, cookies: phone.cookies });
      other = deaf.open();
      expect(await other.list('check-ins')).toEqual([]);
    });

    it('still seals what is kept or drafted there', async () => {
      await tab.lock.putOn(CHOICE, 5);
      const id = await keepWords(other);
      await other.setDraft('new page', WORDS);
      expect(await everything(phone)).not.toContain(WORDS);
      expect(other.state().lock).toBe('locked');
      expect((await tab.get('check-ins', id))!.data.note).toBe(WORDS);
      expect(await tab.drafts()).toEqual([{ name: 'new page', kind: 'journal', text: WORDS }]);
    });

    it('seals what arrives from the server', async () => {
      server.write('alice', 'journal', newId(), page({ text: WORDS }) as never);
      deaf.onTheWay = async ({ path }) => {
        if (!path.startsWith('/api/changes/')) return;
        deaf.onTheWay = async () => {};
        await tab.lock.putOn(CHOICE, 5);
      };
      await other.sync();
      expect((await raw(phone, 'entries')).length).toBe(1);
      expect(await everything(phone)).not.toContain(WORDS);
      expect((await tab.list<{ text: string }>('journal')).map(({ data }) => data.text)).toEqual([WORDS]);
    });

    it('does not put on another lock', async () => {
      await tab.lock.putOn(CHOICE, 5);
      const id = await keepWords();
      await expect(other.lock.putOn({ way: 'pin', secret: '2580' }, 5)).rejects.toThrow();
      expect((await tab.get('check-ins', id))!.data.note).toBe(WORDS);
    });
  });
});

/** Blocks the batches' pauses until the test releases them. */
function heldUp(): () => void {
  const real = globalThis.setTimeout;
  let letGo = (): void => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  vi.stubGlobal('setTimeout', (call: () => void, length?: number) => (length ? real(call, length) : void gate.then(call)));
  return letGo;
}

describe('a write under way while the lock changes', () => {
  const bring = (): Promise<number> => tab.importEntries(manyOf() as never, { names: NAMES, bringBack: false });
  const sealedOnes = async (): Promise<number> => (await raw(phone, 'entries')).filter(({ data }) => ArrayBuffer.isView(data)).length;

  afterEach(() => vi.unstubAllGlobals());

  it('is sealed if a lock was put on meanwhile', async () => {
    const letGo = heldUp();
    const bringing = bring();
    await tab.lock.putOn(CHOICE, 5);
    letGo();
    expect(await bringing).toBe(250);
    expect(await sealedOnes()).toBe(250);
    expect(await everything(phone)).not.toContain(WORDS);
    expect(tab.state().storage).toBe('ok');
  });

  it('is not sealed if the lock was taken off meanwhile, and is sent to the server', async () => {
    await tab.lock.putOn(CHOICE, 5);
    const letGo = heldUp();
    const bringing = bring();
    expect(await tab.lock.takeOff(SECRET)).toEqual({ ok: true });
    letGo();
    expect(await bringing).toBe(250);
    expect(await sealedOnes()).toBe(0);
    await tab.sync();
    expect(tab.state()).toMatchObject({ waiting: 0, parked: 0 });
    expect(server.live('alice').length).toBe(250);
  });

  it('is sealed if the lock was put on while the server refused it', async () => {
    phone.online = false;
    const id = await keepWords();
    server.fault = ({ method, path }) => (method === 'PUT' && path.includes(id) ? problem(400, 'invalid') : null);
    phone.onTheWay = async ({ method, path }) => {
      if (method === 'PUT' && path.includes(id)) await tab.lock.putOn(CHOICE, 5);
    };
    phone.comeBack();
    await tab.sync();
    expect(tab.state().parked).toBe(1);
    expect(await everything(phone)).not.toContain(WORDS);
    expect((await tab.undecided())[0]!.data.note).toBe(WORDS);
  });

  it('can be read if the lock was taken off while the server refused it, in a browser without Web Locks', async () => {
    [tab, phone] = await signedIn(server, 'bob', { locks: false });
    await tab.lock.putOn(CHOICE, 5);
    phone.online = false;
    const id = await keepWords();
    server.fault = ({ method, path }) => (method === 'PUT' && path.includes(id) ? problem(400, 'invalid') : null);
    phone.onTheWay = async ({ method, path }) => {
      if (method === 'PUT' && path.includes(id)) expect(await tab.lock.takeOff(SECRET)).toEqual({ ok: true });
    };
    phone.comeBack();
    await tab.sync();
    server.fault = () => null;
    await tab.retryParked('check-ins', id);
    await tab.sync();
    expect(server.body('bob', 'check-ins', id)).toMatchObject({ note: WORDS });
  });
});

it('is parked if no lock opens it any more, where it can be seen and deleted, and the rest is sent', async () => {
  phone.online = false;
  const [dead, other] = [await keepWords(), await keepWords()];
  const db = await phone.database();
  const row = await db.get('entries', ['check-ins', dead]);
  const [item] = await db.getAllFromIndex('outbox', 'place', ['check-ins', dead]);
  await db.put('entries', { ...row, data: Uint8Array.of(1, 2, 3) });
  await db.put('outbox', { ...item, body: Uint8Array.of(1, 2, 3) });
  db.close();
  phone.comeBack();
  await tab.sync();
  expect(server.body('alice', 'check-ins', other)).toMatchObject({ note: WORDS });
  expect(tab.state()).toMatchObject({ waiting: 0, parked: 1 });
  expect(await tab.undecided()).toMatchObject([{ id: dead, problem: { code: 'unreadable' }, data: { sensations: [] } }]);
  await tab.dropParked('check-ins', dead);
  expect(tab.state().parked).toBe(0);
});

describe('changing it', () => {
  beforeEach(async () => {
    await keepWords();
    await tab.sync();
    await tab.lock.putOn(CHOICE, 5);
  });

  it('opens with the new secret only, and sealed bodies stay readable', async () => {
    await expect(tab.lock.renew('wrong', { way: 'pin', secret: '2580' })).rejects.toThrow(WrongSecret);
    await tab.lock.renew(SECRET, { way: 'pin', secret: '2580' });
    const next = phone.open();
    expect(await next.lock.about()).toMatchObject({ way: 'pin', minutes: 5, credential: null });
    await expect(next.lock.unlock(SECRET)).rejects.toThrow(WrongSecret);
    await next.lock.unlock('2580');
    expect((await next.list('check-ins')).length).toBe(1);
  });

  it('opens with a passkey\'s output', async () => {
    const [bits, salt, credential] = [32, 32, 16].map((length) => crypto.getRandomValues(new Uint8Array(length)));
    await tab.lock.renew(SECRET, { way: 'passkey', secret: bits!, salt: salt!, credential: credential! });
    const next = phone.open();
    expect(await next.lock.about()).toMatchObject({ way: 'passkey', credential, salt, rounds: 0 });
    await expect(next.lock.unlock(salt!)).rejects.toThrow(WrongSecret);
    await next.lock.unlock(bits!);
    expect((await next.list('check-ins')).length).toBe(1);
  });

  it('taken off, everything is as before, and the session requires nothing more', async () => {
    await until(() => phone.cookies.pass !== null);
    await expect(tab.lock.takeOff('wrong')).rejects.toThrow(WrongSecret);
    expect(await tab.lock.takeOff(SECRET)).toEqual({ ok: true });
    expect(tab.state().lock).toBe('none');
    expect(phone.cookies.pass).toBeNull();
    expect(await raw(phone, 'lock')).toEqual([]);
    expect(await everything(phone)).toContain(WORDS);
    const next = phone.open();
    expect((await next.list('check-ins')).length).toBe(1);
  });

  it('stays on if the server can’t be reached', async () => {
    phone.online = false;
    expect(await tab.lock.takeOff(SECRET)).toMatchObject({ ok: false, problems: [{ code: 'unreachable' }] });
    expect(await everything(phone)).not.toContain(WORDS);
    expect((await tab.list('check-ins')).length).toBe(1);
  });

  it('goes with signing out, along with what it sealed', async () => {
    expect(await tab.account.signOut({ discardUnsent: false })).toEqual({ ok: true });
    expect(tab.state().lock).toBe('none');
    expect(await raw(phone, 'lock')).toEqual([]);
    const id = newId();
    await tab.keep('check-ins', id, checkIn());
    expect((await phone.open().get('check-ins', id))!.id).toBe(id);
  });
});
