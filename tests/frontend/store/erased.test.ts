/** An account that was erased on another device: what its other phones say, and what becomes of the entries there. */
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeServer } from '../fake-server';
import { checkIn, newId, Phone, signedIn, type Tab } from '../phone';

const PASSWORD = 'a long enough one';
const CONSENT = '2026-11-22';
const CHOICE = { way: 'passphrase', secret: 'cuatro señales más tarde' } as const;

let server: FakeServer;
let phone: Phone;
let tab: Tab;

beforeEach(async () => {
  server = new FakeServer();
  [tab, phone] = await signedIn(server, 'alice');
});

async function keep(note: string, id = newId()): Promise<string> {
  await tab.keep('check-ins', id, checkIn({ note }));
  return id;
}

const shown = async (at = tab): Promise<unknown[]> => (await at.list('check-ins')).map(({ data }) => data.note).sort();
const notesOf = (username: string): unknown[] => server.live(username).map(({ body }) => body?.note).sort();

/** One entry is stored, one unsent; then another device erases the account. */
async function erasedElsewhere(): Promise<void> {
  await keep('stored');
  await tab.sync();
  phone.online = false;
  await keep('unsent');
  server.eraseElsewhere('alice');
  phone.online = true;
  await tab.sync();
}

async function signUp(username: string): Promise<void> {
  expect(await tab.account.signUp(username, PASSWORD)).toEqual({ ok: true });
  await tab.account.giveConsent(CONSENT);
  await tab.sync();
}

describe('an account erased on another device', () => {
  beforeEach(erasedElsewhere);

  it('is told, now and after a restart off-line, and everything stays', async () => {
    expect(tab.state()).toMatchObject({ ask: 'erased', signedIn: 'no', account: { username: 'alice' } });
    phone.online = false;
    const next = phone.open();
    await next.sync();
    expect(next.state().ask).toBe('erased');
    expect(await shown(next)).toEqual(['stored', 'unsent']);
  });

  it('goes on to be told when the server no longer knows why', async () => {
    server.erased.clear();
    await tab.sync();
    expect(tab.state().ask).toBe('erased');
  });

  it('leaves its entries to nobody, if the person goes on without an account', async () => {
    await tab.account.keepWithoutAccount();
    await tab.sync();
    expect(tab.state()).toMatchObject({ ask: null, account: null, signedIn: 'no', unsent: 2, unclaimed: 0, parked: 0 });
    expect(await shown()).toEqual(['stored', 'unsent']);
    const asked = server.log.length;
    await keep('later');
    await tab.sync();
    expect(server.log).toHaveLength(asked);
  });

  it.each(['alice', 'carol'])('gives them to a new account, %s, only if the person agrees', async (username) => {
    await tab.account.keepWithoutAccount();
    await signUp(username);
    expect(tab.state()).toMatchObject({ ask: 'send', unclaimed: 2 });
    expect(notesOf(username)).toEqual([]);
    await tab.answerSend(true);
    await tab.sync();
    expect(notesOf(username)).toEqual(['stored', 'unsent']);
    expect(tab.state()).toMatchObject({ ask: null, unsent: 0 });
  });

  it.each(['alice', 'carol'])('asks the same of %s, who signs up without having chosen', async (username) => {
    await signUp(username);
    expect(tab.state()).toMatchObject({ ask: 'send', unclaimed: 2 });
    expect(notesOf(username)).toEqual([]);
    expect(await shown()).toEqual(['stored', 'unsent']);
    await tab.answerSend(true);
    await tab.sync();
    expect(notesOf(username)).toEqual(['stored', 'unsent']);
  });

  it('can be cleared from this phone', async () => {
    expect(await tab.account.signOut({ discardUnsent: true })).toEqual({ ok: true });
    await tab.sync();
    expect(tab.state()).toMatchObject({ ask: null, account: null });
    expect(await shown()).toEqual([]);
  });

  it('keeps the lock', async () => {
    await tab.lock.putOn(CHOICE, 5);
    await tab.account.keepWithoutAccount();
    expect(tab.state()).toMatchObject({ lock: 'open', account: null });
    expect(await shown()).toEqual(['stored', 'unsent']);
  });
});

it('is also told when the answer comes to another request', async () => {
  server.eraseElsewhere('alice');
  const { status } = await tab.api('GET', '/api/shares/');
  expect(status).toBe(401);
  expect(tab.state().ask).toBe('erased');
});

it('keeps both versions of an entry that waits for a choice, and what another device changed after a deletion here', async () => {
  const [both, gone, deleted] = [await keep('before'), await keep('before'), await keep('deleted')];
  await tab.sync();
  phone.online = false;
  await keep('mine', both);
  await tab.remove('check-ins', gone);
  await tab.remove('check-ins', deleted);
  server.write('alice', 'check-ins', both, { ...checkIn({ note: 'theirs' }) });
  phone.online = true;
  await tab.sync();
  expect(tab.state().conflicts).toBe(1);
  server.eraseElsewhere('alice');
  await tab.sync();
  await tab.account.keepWithoutAccount();
  expect(tab.state()).toMatchObject({ conflicts: 0, unsent: 2 });
  expect(await shown()).toEqual(['mine', 'theirs']);
});

it('is not told on the phone that erases, also if the answer is lost', async () => {
  await keep('stored');
  await tab.sync();
  server.fault = ({ method, path }) => (method === 'DELETE' && path === '/api/me/' ? 'answer-lost' : null);
  expect(await tab.account.erase()).toMatchObject({ ok: false });
  server.fault = () => null;
  phone.cookies.username = 'alice'; // the cookie goes with the answer
  expect(await tab.account.erase()).toEqual({ ok: true });
  await tab.sync();
  expect(tab.state()).toMatchObject({ ask: null, account: null });
  expect(await shown()).toEqual([]);
});

it('is not told when a session has only ended', async () => {
  phone.cookies.username = null;
  await tab.sync();
  expect(tab.state().ask).toBe('sign-in');
});

it('never loses the account’s version of an entry to an unclaimed one with the same id', async () => {
  server.person('bob');
  const id = await keep('of the account');
  await tab.sync();
  phone.cookies.username = null;
  await tab.account.signIn('bob', PASSWORD);
  await tab.account.signOut({ discardUnsent: false });
  await keep('brought in from a file', id);
  await tab.account.signIn('alice', PASSWORD);
  await tab.sync();
  server.eraseElsewhere('alice');
  await tab.sync();
  await tab.account.keepWithoutAccount();
  await signUp('carol');
  expect(await shown()).toEqual(['of the account']);
  await tab.account.erase({ unclaimed: true });
  expect(await shown()).toEqual([]);
});
