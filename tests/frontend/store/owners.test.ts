import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeServer } from '../fake-server';
import { checkIn, newId, Phone, signedIn, type Tab } from '../phone';

const PASSWORD = 'a long enough one';
const CHOICE = { way: 'passphrase', secret: 'cuatro señales más tarde' } as const;

let server: FakeServer;
let phone: Phone;
let tab: Tab;

beforeEach(async () => {
  server = new FakeServer();
  server.person('bob');
  [tab, phone] = await signedIn(server, 'alice');
});

const notesOf = (username: string): unknown[] => server.live(username).map(({ body }) => body?.note);

async function keep(note: string, id = newId()): Promise<string> {
  await tab.keep('check-ins', id, checkIn({ note }));
  return id;
}

const shown = async (): Promise<unknown[]> => (await tab.list('check-ins')).map(({ data }) => data.note).sort();

/** Alice's session has ended, she keeps more, and somebody else signs in. */
async function takenOver(): Promise<void> {
  await keep('stored of alice');
  await tab.sync();
  phone.cookies.username = null;
  await keep('unsent of alice');
  await tab.sync();
  await signIn('bob');
}

async function signIn(username: string): Promise<void> {
  expect(await tab.account.signIn(username, PASSWORD)).toEqual({ ok: true });
  await tab.sync();
}

const signOut = async (): Promise<void> => expect(await tab.account.signOut({ discardUnsent: false })).toEqual({ ok: true });

describe('two people on one phone', () => {
  beforeEach(takenOver);

  it('see their own entries only, and each account gets its own', async () => {
    expect(await shown()).toEqual([]);
    await keep('of bob');
    await tab.sync();
    expect(await shown()).toEqual(['of bob']);
    expect(notesOf('bob')).toEqual(['of bob']);
    await signOut();
    expect(await shown()).toEqual([]);
    await signIn('alice');
    expect(await shown()).toEqual(['stored of alice', 'unsent of alice']);
    expect(notesOf('alice')).toEqual(['stored of alice', 'unsent of alice']);
    expect(notesOf('bob')).toEqual(['of bob']);
  });

  it('find what each had not sent when they sign in in turns', async () => {
    phone.cookies.username = null;
    await keep('unsent of bob');
    await signIn('alice');
    expect(await shown()).toEqual(['stored of alice', 'unsent of alice']);
    phone.cookies.username = null;
    await signIn('bob');
    expect(await shown()).toEqual(['unsent of bob']);
    expect(notesOf('bob')).toEqual(['unsent of bob']);
    expect(notesOf('alice')).toEqual(['stored of alice', 'unsent of alice']);
  });

  it('are told how much of the other’s is there, and nothing that it says', async () => {
    expect(tab.state().ask).toBe('other-account');
    expect(await tab.account.others()).toEqual({ entries: 2, unsent: 1, drafts: 0 });
    await tab.account.answerOtherAccounts({ clear: false });
    expect(tab.state().ask).toBeNull();
    expect(await tab.account.others()).toEqual({ entries: 2, unsent: 1, drafts: 0 });
  });

  it('can clear the other’s, which clears nothing of their own', async () => {
    await keep('of bob');
    await tab.account.answerOtherAccounts({ clear: true });
    expect(tab.state().ask).toBeNull();
    expect(await tab.account.others()).toEqual({ entries: 0, unsent: 0, drafts: 0 });
    expect(await shown()).toEqual(['of bob']);
    await signOut();
    await signIn('alice');
    expect(await shown()).toEqual(['stored of alice']);
  });

  it('take their own along, what isn’t sent too, and nothing of the other’s', async () => {
    phone.online = false;
    await keep('unsent of bob');
    const { kept } = await tab.unsent();
    expect(kept.map(({ data }) => (data as { note: string }).note)).toEqual(['unsent of bob']);
    expect(JSON.stringify(await tab.exportLocal())).not.toContain('alice');
  });

  it('erase their own alone', async () => {
    await keep('of bob');
    expect(await tab.account.erase()).toEqual({ ok: true });
    expect(await shown()).toEqual([]);
    expect(await tab.account.others()).toMatchObject({ entries: 2, unsent: 1 });
    await signIn('alice');
    expect(notesOf('alice')).toEqual(['stored of alice', 'unsent of alice']);
  });

  it('begin anew without an account, and what is an account’s stays', async () => {
    await signOut();
    await keep('of nobody');
    expect(await tab.account.erase()).toEqual({ ok: true });
    expect(server.people.has('alice') && server.people.has('bob')).toBe(true);
    expect(await shown()).toEqual([]);
    expect(await tab.account.others()).toMatchObject({ entries: 2, unsent: 1 });
  });

  it('go on apart where both hold the same entry, as after a file of the other’s was brought in', async () => {
    const { id } = server.live('alice')[0]!;
    await tab.importEntries([{ kind: 'check-ins', id, body: checkIn({ note: 'brought by bob' }) }], { names: {}, bringBack: false });
    expect(await shown()).toEqual(['brought by bob']);
    phone.cookies.username = null;
    await signIn('alice');
    expect(await shown()).toEqual(['stored of alice', 'unsent of alice']);
  });

  it('are all forgotten with the lock that won’t open', async () => {
    expect(await tab.account.forget()).toEqual({ ok: true });
    expect(await tab.account.others()).toEqual({ entries: 0, unsent: 0, drafts: 0 });
  });
});

it('keeps no name of an account that has nothing on this phone', async () => {
  const id = await keep('of alice');
  await tab.sync();
  await tab.remove('check-ins', id);
  await tab.sync();
  phone.cookies.username = null;
  await signIn('bob');
  expect(tab.state().ask).toBeNull();
  const db = await openDB(phone.name);
  const rows = await Promise.all([...db.objectStoreNames].map((table) => db.getAll(table)));
  const keys = await db.getAllKeys('asideMeta');
  db.close();
  expect(JSON.stringify([rows, keys])).not.toContain('alice');
});

describe('words that nobody has kept yet', () => {
  it('stay their writer’s', async () => {
    await tab.setDraft('free', 'a door');
    phone.cookies.username = null;
    await signIn('bob');
    expect(await tab.drafts()).toEqual([]);
    expect(await tab.account.others()).toEqual({ entries: 0, unsent: 0, drafts: 1 });
    await tab.setDraft('free', 'a wall');
    phone.cookies.username = null;
    await signIn('alice');
    expect(await tab.drafts()).toEqual([{ name: 'free', text: 'a door' }]);
    phone.cookies.username = null;
    await signIn('bob');
    expect(await tab.drafts()).toEqual([{ name: 'free', text: 'a wall' }]);
  });
});

describe('what is nobody’s yet', () => {
  beforeEach(async () => {
    await signOut();
    await keep('of nobody');
    await tab.setDraft('free', 'a door');
    await signIn('bob');
  });

  it('is not what is kept before the question is answered', async () => {
    await keep('of bob');
    await tab.sync();
    expect(tab.state()).toMatchObject({ ask: 'send', unclaimed: 1 });
    expect(notesOf('bob')).toEqual(['of bob']);
    await signOut();
    expect(await shown()).toEqual(['of nobody']);
    await signIn('alice');
    expect(tab.state()).toMatchObject({ ask: 'send', unclaimed: 1 });
    expect(notesOf('alice')).toEqual([]);
  });

  it('stays nobody’s after a no, through edits, and outlives the account’s erasure', async () => {
    await tab.answerSend(false);
    const { id } = (await tab.list('check-ins'))[0]!;
    await keep('of nobody, edited', id);
    expect(await tab.account.erase()).toEqual({ ok: true });
    expect(await shown()).toEqual(['of nobody, edited']);
    expect(await tab.draft('free')).toBe('a door');
    expect(tab.state()).toMatchObject({ waiting: 1, held: 0, ask: null });
    await signIn('alice');
    expect(tab.state()).toMatchObject({ ask: 'send', unclaimed: 1 });
  });

  it('is erased with the account where that is asked for', async () => {
    expect(await tab.account.erase({ unclaimed: true })).toEqual({ ok: true });
    expect([await shown(), await tab.drafts()]).toEqual([[], []]);
  });

  it('is the account’s after a yes', async () => {
    await tab.answerSend(true);
    await tab.sync();
    expect(notesOf('bob')).toEqual(['of nobody']);
    await tab.setDraft('free', '');
    await signOut();
    expect(await shown()).toEqual([]);
  });

  it('takes the words that were being written along with a yes', async () => {
    await tab.answerSend(true);
    phone.cookies.username = null;
    await signIn('alice');
    expect(await tab.drafts()).toEqual([]);
  });

  it('goes on apart from an account’s entry under the same id', async () => {
    const { id } = (await tab.list('check-ins'))[0]!;
    server.write('bob', 'check-ins', id, { ...checkIn({ note: 'of bob' }) });
    await tab.sync();
    await tab.answerSend(false);
    await signOut();
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'kept', data: { note: 'of nobody' } });
    expect((await tab.get('check-ins', id))?.theirs).toBeUndefined();
  });

  it('makes room for an account’s own words of the same name, and is there again afterwards', async () => {
    await tab.setDraft('free', 'bob’s own');
    phone.cookies.username = null;
    await tab.sync();
    await signIn('alice');
    await tab.account.signOut({ discardUnsent: false });
    await tab.setDraft('free', 'a window');
    await signIn('bob');
    expect(await tab.draft('free')).toBe('bob’s own');
    await tab.setDraft('free', '');
    await signOut();
    expect(await tab.draft('free')).toBe('a window');
  });
});

describe('an account that was signed in to without an answer', () => {
  it.each(['/api/me/', '/login'])('gets nothing of the one before: %s', async (lost) => {
    phone.online = false;
    await keep('of alice');
    phone.online = true;
    server.fault = ({ path }) => (path.endsWith(lost) && phone.cookies.username !== 'alice' ? 'answer-lost' : null);
    expect(await tab.account.signIn('bob', PASSWORD)).toMatchObject({ ok: false });
    expect(phone.cookies.username).toBe('bob');
    await keep('kept meanwhile');
    await tab.ring();
    expect(notesOf('bob')).toEqual([]);
    server.fault = () => null;
    await tab.sync();
    expect(tab.state().account?.username).toBe('bob');
    expect([notesOf('bob'), await shown()]).toEqual([[], []]);
  });
});

describe('a lock', () => {
  it('stays as long as it keeps something of another’s closed, and opens it', async () => {
    await tab.lock.putOn(CHOICE, 5);
    await takenOver();
    expect(await tab.account.erase()).toEqual({ ok: true });
    expect(tab.state().lock).toBe('open');
    await signIn('alice');
    expect(await shown()).toEqual(['stored of alice', 'unsent of alice']);
    await tab.sync();
    expect(notesOf('alice')).toEqual(['stored of alice', 'unsent of alice']);
  });

  it('seals what is another’s too, and opens it when it is taken off', async () => {
    await takenOver();
    await tab.lock.putOn(CHOICE, 5);
    const db = await openDB(phone.name);
    const lying = JSON.stringify([await db.getAll('asideEntries'), await db.getAll('asideOutbox')]);
    db.close();
    expect(lying).not.toContain('of alice');
    expect(lying).toContain('alice');
    expect(await tab.lock.takeOff(CHOICE.secret)).toMatchObject({ ok: true });
    await signOut();
    await signIn('alice');
    expect(await shown()).toEqual(['stored of alice', 'unsent of alice']);
  });
});

describe('a phone that an earlier version has written', () => {
  /** As version 4 of the database had it: rows without owners. */
  async function written(meta: object, notes: [string, string][]): Promise<void> {
    tab.die();
    phone = new Phone(server);
    const db = await openDB(phone.name, 4, {
      upgrade(fresh) {
        fresh.createObjectStore('entries', { keyPath: ['kind', 'id'] }).createIndex('date', ['kind', 'date']);
        const outbox = fresh.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
        outbox.createIndex('place', ['kind', 'id']);
        outbox.createIndex('order', ['status', 'rank']);
        for (const table of ['meta', 'errand', 'lock']) fresh.createObjectStore(table);
        fresh.createObjectStore('answers', { keyPath: 'nudge' });
        fresh.createObjectStore('drafts', { keyPath: 'name' });
      },
    });
    await db.put('meta', { epoch: null, cursor: 0, ...meta }, 'meta');
    await db.put('drafts', { name: 'free', words: { text: 'a door' } });
    for (const [note, status] of notes) {
      const place = { kind: 'check-ins', id: newId() };
      await db.put('entries', { ...place, data: checkIn({ note }), date: '2026-11-22', state: 'kept', deleted: false });
      await db.put('outbox', { ...place, verb: 'put', body: checkIn({ note }), status, rank: 1 });
    }
    db.close();
    tab = phone.open();
  }
  const account = (username: string): object => ({ username, zone: null, language: 'en', consent: 'x' });

  it('keeps what was the owner’s, while another account was signed in', async () => {
    await written({ owner: 'alice', account: account('bob') }, [['of alice', 'waiting'], ['held of alice', 'held']]);
    phone.cookies.username = 'bob';
    await tab.sync();
    expect([await shown(), await tab.drafts()]).toEqual([[], []]);
    expect(await tab.account.others()).toEqual({ entries: 2, unsent: 2, drafts: 1 });
    await signOut();
    await signIn('alice');
    expect(await shown()).toEqual(['held of alice', 'of alice']);
    expect(notesOf('alice')).toEqual(['of alice']);
    expect(tab.state()).toMatchObject({ held: 1, unclaimed: 0, unsent: 1 });
    expect(await tab.draft('free')).toBe('a door');
  });

  it('keeps what was nobody’s, while the question was open', async () => {
    await written({ owner: null, account: account('bob') }, [['of nobody', 'waiting']]);
    phone.cookies.username = 'bob';
    await tab.sync();
    expect(tab.state()).toMatchObject({ ask: 'send', unclaimed: 1 });
    expect([await shown(), notesOf('bob')]).toEqual([['of nobody'], []]);
  });

  it('keeps the owner’s own as it is', async () => {
    await written({ owner: 'alice', account: account('alice') }, [['of alice', 'waiting'], ['held of alice', 'held']]);
    phone.cookies.username = 'alice';
    await tab.sync();
    expect(await shown()).toEqual(['held of alice', 'of alice']);
    expect(notesOf('alice')).toEqual(['of alice']);
    expect(tab.state()).toMatchObject({ ask: null, held: 1 });
  });
});
