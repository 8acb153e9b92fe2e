import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeServer } from '../fake-server';
import { checkIn, newId, Phone, signedIn, type Tab } from '../phone';

const PASSWORD = 'a long enough one';
const CONSENT = '2026-11-22';

let server: FakeServer;
let phone: Phone;
let tab: Tab;
let id: string;

beforeEach(() => {
  server = new FakeServer();
  phone = new Phone(server);
  tab = phone.open();
  id = newId();
});

const sent = (): number => server.sent('PUT').length;
const problems = (outcome: unknown): string[] => (outcome as { problems: { code: string }[] }).problems.map(({ code }) => code);

describe('a phone with entries and no account', () => {
  beforeEach(async () => {
    await tab.keep('check-ins', id, checkIn());
    await tab.sync();
  });

  it('asks nothing and sends nothing', () => {
    expect(tab.state()).toMatchObject({ account: null, signedIn: 'no', ask: null, waiting: 1 });
    expect(sent()).toBe(0);
  });

  it('asks for consent and then before sending, after sign-up', async () => {
    expect(await tab.account.signUp('alice', PASSWORD)).toEqual({ ok: true });
    expect(tab.state()).toMatchObject({ signedIn: 'yes', ask: 'consent', account: { username: 'alice' } });
    expect(await tab.account.giveConsent(CONSENT)).toEqual({ ok: true });
    await tab.sync();
    expect(tab.state()).toMatchObject({ ask: 'send', waiting: 0, unclaimed: 1, account: { consent: CONSENT } });
    expect(sent()).toBe(0);
    await tab.answerSend(true);
    await tab.sync();
    expect(server.live('alice')).toHaveLength(1);
    expect(tab.state()).toMatchObject({ ask: null, waiting: 0 });
  });

  it('asks before sending, after sign-in, and keeps asking', async () => {
    server.person('alice');
    const there = newId();
    server.write('alice', 'check-ins', there, { ...checkIn() });
    await tab.account.signIn('alice', PASSWORD);
    await tab.sync();
    const next = phone.open();
    await next.sync();
    expect(next.state().ask).toBe('send');
    expect(sent()).toBe(0);
    expect((await next.list('check-ins')).map((each) => each.id).sort()).toEqual([id, there].sort());
  });
});

describe('a no to sending', () => {
  beforeEach(async () => {
    server.person('alice');
    await tab.keep('check-ins', id, checkIn());
    await tab.account.signIn('alice', PASSWORD);
    await tab.answerSend(false);
  });

  it('keeps earlier entries on this phone, through edits and restarts', async () => {
    await tab.keep('check-ins', id, checkIn({ note: 'more' }));
    const next = phone.open();
    await next.sync();
    expect(sent()).toBe(0);
    expect((await next.get('check-ins', id))?.state).toBe('kept');
    expect(next.state()).toMatchObject({ ask: null, waiting: 0, held: 1 });
  });

  it('sends later entries', async () => {
    const later = newId();
    await tab.keep('check-ins', later, checkIn());
    await tab.sync();
    expect(server.live('alice').map((each) => each.id)).toEqual([later]);
  });

  it('also holds back entries that refer to one that stays here', async () => {
    const other = new Phone(server);
    const second = other.open();
    const person = newId();
    await second.keep('people', person, { nickname: 'R', safe: null });
    await second.account.signIn('alice', PASSWORD);
    await second.answerSend(false);
    await second.keep('check-ins', newId(), checkIn({ person }));
    await second.sync();
    expect(second.state()).toMatchObject({ held: 2, parked: 0 });
    await second.answerSend(true);
    await second.sync();
    expect(second.state()).toMatchObject({ held: 0, parked: 0, waiting: 0 });
  });

  it('can become a yes', async () => {
    await tab.answerSend(true);
    await tab.sync();
    expect(server.live('alice').map((each) => each.id)).toEqual([id]);
    expect(tab.state()).toMatchObject({ held: 0, waiting: 0 });
  });

  it('lets a deleted entry vanish without a trace', async () => {
    await tab.remove('check-ins', id);
    await tab.sync();
    expect(server.sent('DELETE')).toEqual([]);
    expect(tab.state().held).toBe(0);
  });
});

describe('a phone with the entries of another account', () => {
  beforeEach(async () => {
    [tab, phone] = await signedIn(server, 'alice');
    await tab.keep('check-ins', id, checkIn());
    await tab.sync();
    await tab.keep('check-ins', id, checkIn({ note: 'of alice' }));
    phone.cookies.username = null;
    server.person('bob');
    await tab.account.signIn('bob', PASSWORD);
    await tab.sync();
  });

  it('says so, sends none of them, and shows only its own', async () => {
    expect(tab.state()).toMatchObject({ ask: 'other-account', account: { username: 'bob' }, waiting: 0 });
    expect(server.live('bob')).toEqual([]);
    const own = newId();
    server.write('bob', 'check-ins', own, { ...checkIn() });
    server.log = [];
    await tab.sync();
    expect(server.log.map(({ method }) => method)).toEqual(['GET', 'GET']);
    expect((await tab.list('check-ins')).map((each) => each.id)).toEqual([own]);
  });

  it('never sends them, whatever the answer', async () => {
    await tab.answerSend(true);
    await tab.sync();
    expect(server.live('bob')).toEqual([]);
  });

  it('keeps them when the other account signs out again, and sends them to their own', async () => {
    expect(await tab.account.signOut({ discardUnsent: false })).toEqual({ ok: true });
    expect(tab.state()).toMatchObject({ ask: null, waiting: 0 });
    expect(await tab.account.others()).toMatchObject({ entries: 1, unsent: 1 });
    await tab.account.signIn('alice', PASSWORD);
    await tab.sync();
    expect(server.body('alice', 'check-ins', id)).toMatchObject({ note: 'of alice' });
  });

  it('belongs to the other account once they are cleared', async () => {
    await tab.account.answerOtherAccounts({ clear: true });
    await tab.account.signOut({ discardUnsent: true });
    await tab.account.signIn('bob', PASSWORD);
    await tab.sync();
    expect(tab.state()).toMatchObject({ ask: null, account: { username: 'bob' }, waiting: 0 });
    expect(await tab.list('check-ins')).toEqual([]);
  });
});

describe('a session that has ended', () => {
  it('keeps everything, asks for sign-in, and continues after it', async () => {
    [tab, phone] = await signedIn(server);
    phone.cookies.username = null;
    await tab.keep('check-ins', id, checkIn());
    await tab.sync();
    expect(tab.state()).toMatchObject({ ask: 'sign-in', signedIn: 'no', waiting: 1 });
    await tab.account.signIn('alice', PASSWORD);
    await tab.sync();
    expect(tab.state()).toMatchObject({ ask: null, waiting: 0 });
    expect(server.live('alice')).toHaveLength(1);
  });

  it('in the middle of sending loses nothing', async () => {
    [tab, phone] = await signedIn(server);
    await tab.keep('check-ins', id, checkIn());
    server.fault = ({ method }) => {
      if (method === 'PUT') phone.cookies.username = null;
      return null;
    };
    await tab.sync();
    expect(tab.state()).toMatchObject({ ask: 'sign-in', waiting: 1, parked: 0 });
  });

  it('is noticed by a screen\'s request', async () => {
    [tab, phone] = await signedIn(server);
    phone.cookies.username = null;
    expect((await tab.api('GET', '/api/shares/')).status).toBe(401);
    expect(tab.state().ask).toBe('sign-in');
  });
});

describe('consent', () => {
  it('that was withdrawn stops sending and asks; given again, it continues', async () => {
    [tab, phone] = await signedIn(server);
    server.person('alice').consent = null;
    await tab.keep('check-ins', id, checkIn());
    await tab.sync();
    expect(tab.state()).toMatchObject({ ask: 'consent', waiting: 1 });
    expect(sent()).toBe(0);
    await tab.account.giveConsent(CONSENT);
    await tab.sync();
    expect(tab.state()).toMatchObject({ ask: null, waiting: 0 });
  });

  it('stays given if a sync\'s earlier request is answered late', async () => {
    [tab, phone] = await signedIn(server);
    server.person('alice').consent = null;
    const answers: (() => void)[] = [];
    phone.onTheWay = ({ method, path }) => (path === '/api/me/' && method === 'GET' && !answers.length
      ? new Promise((resolve) => void answers.push(resolve)) : Promise.resolve());
    const sync = tab.sync();
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    const given = tab.account.giveConsent(CONSENT);
    await new Promise((resolve) => setTimeout(resolve, 20));
    answers[0]!();
    expect(await given).toEqual({ ok: true });
    await sync;
    expect(tab.state()).toMatchObject({ ask: null, account: { consent: CONSENT } });
  });

  it('to a newer version is asked for', async () => {
    [tab, phone] = await signedIn(server);
    await tab.keep('check-ins', id, checkIn());
    server.fault = ({ method }) => (method === 'PUT'
      ? { status: 403, body: { code: 'consent_required' }, headers: { 'Content-Type': 'application/problem+json' } } : null);
    await tab.sync();
    expect(tab.state()).toMatchObject({ ask: 'consent', waiting: 1, parked: 0 });
  });
});

describe('signing out', () => {
  beforeEach(async () => {
    [tab, phone] = await signedIn(server);
    await tab.keep('check-ins', id, checkIn());
  });

  it('sends what is waiting, then clears the phone', async () => {
    expect(await tab.account.signOut({ discardUnsent: false })).toEqual({ ok: true });
    expect(server.live('alice')).toHaveLength(1);
    expect(await tab.list('check-ins')).toEqual([]);
    expect(tab.state()).toMatchObject({ account: null, signedIn: 'no', ask: null, waiting: 0 });
    expect(phone.cookies.username).toBeNull();
  });

  it('stops if something could not be sent and nobody chose to discard it', async () => {
    server.fault = ({ method }) => (method === 'PUT' ? { status: 500 } : null);
    expect(problems(await tab.account.signOut({ discardUnsent: false }))).toEqual(['unsent']);
    expect(phone.cookies.username).toBe('alice');
    expect(await tab.list('check-ins')).toHaveLength(1);
  });

  it('does not clear what is kept meanwhile', async () => {
    const meanwhile = newId();
    phone.onTheWay = async ({ path }) => {
      if (path.endsWith('/session')) await tab.keep('check-ins', meanwhile, checkIn());
    };
    expect(problems(await tab.account.signOut({ discardUnsent: false }))).toEqual(['unsent']);
    expect(await tab.get('check-ins', meanwhile)).toBeTruthy();
    expect(tab.state()).toMatchObject({ ask: 'sign-in', waiting: 1 });
  });

  it('discards unsent entries if the person chose so', async () => {
    server.fault = ({ method }) => (method === 'PUT' ? { status: 500 } : null);
    expect(await tab.account.signOut({ discardUnsent: true })).toEqual({ ok: true });
    expect(await tab.list('check-ins')).toEqual([]);
  });

  it('clears nothing if the server can not be reached', async () => {
    phone.online = false;
    expect(problems(await tab.account.signOut({ discardUnsent: true }))).toEqual(['unreachable']);
    expect(await tab.list('check-ins')).toHaveLength(1);
  });

  it('needs no server once the session has ended', async () => {
    phone.cookies.username = null;
    await tab.sync();
    expect(tab.state().signedIn).toBe('no');
    phone.online = false;
    expect(await tab.account.signOut({ discardUnsent: true })).toEqual({ ok: true });
    expect(await tab.list('check-ins')).toEqual([]);
    expect(tab.state().account).toBeNull();
  });

  it('reads everything again after the next sign-in', async () => {
    await tab.account.signOut({ discardUnsent: false });
    await tab.account.signIn('alice', PASSWORD);
    await tab.sync();
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'stored' });
  });
});

describe('an account', () => {
  it('reports which input is refused', async () => {
    server.person('alice');
    expect(await tab.account.signUp('alice', PASSWORD)).toMatchObject(
      { ok: false, problems: [{ field: 'username', code: 'username_taken' }] });
    expect(await tab.account.signIn('alice', 'not this one')).toMatchObject(
      { ok: false, problems: [{ field: 'password', code: 'username_password_mismatch' }] });
  });

  it('reports that no answer came', async () => {
    phone.online = false;
    expect(problems(await tab.account.signIn('alice', PASSWORD))).toEqual(['unreachable']);
  });

  it('replaces another session only with its password', async () => {
    [tab, phone] = await signedIn(server, 'alice');
    server.person('bob');
    expect(await tab.account.signIn('bob', PASSWORD)).toEqual({ ok: true });
    expect(tab.state().account?.username).toBe('bob');
  });

  it('is known off-line', async () => {
    [tab, phone] = await signedIn(server, 'alice');
    phone.online = false;
    const next = phone.open();
    await next.sync();
    expect(next.state()).toMatchObject({ account: { username: 'alice' }, signedIn: 'unsure', ask: null, online: false });
  });

  it('is erased with everything that the phone has', async () => {
    [tab, phone] = await signedIn(server, 'alice');
    await tab.keep('check-ins', id, checkIn());
    expect(await tab.account.erase()).toEqual({ ok: true });
    expect(server.people.has('alice')).toBe(false);
    expect(await tab.list('check-ins')).toEqual([]);
    expect(tab.state()).toMatchObject({ account: null, signedIn: 'no', waiting: 0, ask: null });
  });

  it('stays, and the entries too, if the server wants the password first', async () => {
    [tab, phone] = await signedIn(server, 'alice');
    await tab.keep('check-ins', id, checkIn());
    server.fault = ({ method }) => (method === 'DELETE'
      ? { status: 403, body: { code: 'reauthentication_required' }, headers: { 'Content-Type': 'application/problem+json' } } : null);
    expect(problems(await tab.account.erase())).toEqual(['reauthentication_required']);
    expect(await tab.list('check-ins')).toHaveLength(1);
  });

  it('is not needed to erase everything on the phone', async () => {
    await tab.keep('check-ins', id, checkIn());
    phone.online = false;
    expect(await tab.account.erase()).toEqual({ ok: true });
    expect(await tab.list('check-ins')).toEqual([]);
  });
});

describe('a phone and its account', () => {
  it('sends no request before anybody has signed in', async () => {
    tab.start();
    await tab.sync();
    expect(server.log).toEqual([]);
    expect(tab.state().signedIn).toBe('no');
  });

  it('sends its zone to the account, and again when that changes', async () => {
    await tab.account.signUp('ada', PASSWORD);
    expect(server.person('ada').zone).toBe('Europe/Lisbon');
    phone.zone = 'Asia/Kathmandu';
    await tab.syncNow();
    expect(server.person('ada').zone).toBe('Asia/Kathmandu');
    const before = server.log.length;
    await tab.syncNow();
    expect(server.log.slice(before).every(({ method }) => method === 'GET')).toBe(true);
  });
});

describe('a zone that the server does not know', () => {
  const patches = (): unknown[] => server.log.filter(({ method }) => method === 'PATCH').map(({ body }) => body);

  beforeEach(async () => {
    server.unknownZones.add('America/Coyhaique').add('Etc/Unknown');
    [tab, phone] = await signedIn(server, 'alice');
    server.log = [];
  });

  it('is replaced by its offset, as in check-ins, and the language is updated', async () => {
    Object.assign(phone, { zone: 'America/Coyhaique', language: 'es' });
    await tab.syncNow();
    expect(server.person('alice')).toMatchObject({ zone: 'Etc/GMT+3', language: 'es' });
    expect(tab.state().account).toMatchObject({ zone: 'Etc/GMT+3', language: 'es' });
  });

  it('is asked for once', async () => {
    phone.zone = 'America/Coyhaique';
    await tab.syncNow();
    await tab.syncNow();
    expect(patches()).toEqual([{ zone: 'America/Coyhaique', language: 'en' }, { zone: 'Etc/GMT+3', language: 'en' }]);
  });

  it('is asked for again once the app is opened anew, as the server may know it by then', async () => {
    phone.zone = 'America/Coyhaique';
    await tab.syncNow();
    server.unknownZones.clear();
    await phone.open().sync();
    expect(server.person('alice').zone).toBe('America/Coyhaique');
  });

  it('may be no zone at all', async () => {
    Object.assign(phone, { zone: 'Etc/Unknown', language: 'es' });
    await tab.syncNow();
    expect(server.person('alice')).toMatchObject({ zone: 'Etc/GMT', language: 'es' });
  });

  it('does not matter once the phone is elsewhere', async () => {
    phone.zone = 'America/Coyhaique';
    await tab.syncNow();
    phone.zone = 'Asia/Tokyo';
    await tab.syncNow();
    expect(server.person('alice').zone).toBe('Asia/Tokyo');
  });
});

describe('the account\'s language', () => {
  it('is that of the phone opened last, a new account\'s from the start', async () => {
    phone.language = 'es';
    await tab.account.signUp('ada', PASSWORD);
    expect(server.person('ada')).toMatchObject({ language: 'es', zone: 'Europe/Lisbon' });
    phone.language = 'en';
    await phone.open().sync();
    expect(server.person('ada').language).toBe('en');
  });

  it('is sent once, and again after a time without a network', async () => {
    [tab, phone] = await signedIn(server, 'alice');
    const patches = (): number => server.log.filter(({ method, path }) => method === 'PATCH' && path === '/api/me/').length;
    const before = patches();
    await tab.sync();
    expect(patches()).toBe(before);
    phone.language = 'es';
    phone.online = false;
    await phone.open().sync();
    expect(server.person('alice').language).toBe('en');
    phone.comeBack();
    await phone.open().sync();
    expect(server.person('alice').language).toBe('es');
    expect(patches()).toBe(before + 1);
  });
});

describe('settings', () => {
  it('stay as last changed, however late an earlier answer comes', async () => {
    [tab, phone] = await signedIn(server, 'alice');
    const answers: (() => void)[] = [];
    phone.onTheWay = ({ method, path }) => (path === '/api/me/' && method === 'PATCH' && !answers.length
      ? new Promise((resolve) => void answers.push(resolve)) : Promise.resolve());
    const changes = [
      tab.account.set({ devices: 'all' }),
      tab.account.set({ quiet_from: '22:00', quiet_to: '07:00' }),
      tab.sync(),
    ];
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    answers[0]!();
    await Promise.all(changes);
    expect(tab.state().account).toMatchObject({ devices: 'all', quiet_from: '22:00', quiet_to: '07:00' });
  });

  it('are not reverted by a sync that asked before they changed', async () => {
    [tab, phone] = await signedIn(server, 'alice');
    const answers: (() => void)[] = [];
    phone.onTheWay = ({ method, path }) => (path === '/api/me/' && method === 'GET' && !answers.length
      ? new Promise((resolve) => void answers.push(resolve)) : Promise.resolve());
    const sync = tab.sync();
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    const change = tab.account.set({ devices: 'all' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    answers[0]!();
    await Promise.all([sync, change]);
    expect(tab.state().account).toMatchObject({ devices: 'all' });
  });
});

describe('withdrawing consent', () => {
  beforeEach(async () => {
    await tab.account.signUp('ada', PASSWORD);
    await tab.account.giveConsent(CONSENT);
    expect(await tab.account.withdrawConsent()).toEqual({ ok: true });
  });

  it('stops the sync and keeps what is here', async () => {
    expect(tab.state()).toMatchObject({ ask: 'consent', account: { consent: null } });
    await tab.keep('check-ins', id, checkIn());
    await tab.sync();
    expect(sent()).toBe(0);
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'kept' });
  });

  it('is reversed when consent is given again', async () => {
    await tab.keep('check-ins', id, checkIn());
    await tab.account.giveConsent(CONSENT);
    await tab.sync();
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'stored' });
  });
});
