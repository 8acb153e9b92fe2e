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

/** Alice's session ends, she keeps more entries, and somebody else signs in. */
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

  it('see only their own entries, and each account gets its own', async () => {
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

  it('find their unsent entries when they sign in in turns', async () => {
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

  it('see how many entries the other has, and nothing of their content', async () => {
    expect(tab.state().ask).toBe('other-account');
    expect(await tab.account.others()).toEqual({ entries: 2, unsent: 1, drafts: 0 });
    await tab.account.answerOtherAccounts({ clear: false });
    expect(tab.state().ask).toBeNull();
    expect(await tab.account.others()).toEqual({ entries: 2, unsent: 1, drafts: 0 });
  });

  it('can clear the other’s entries, and none of their own', async () => {
    await keep('of bob');
    await tab.account.answerOtherAccounts({ clear: true });
    expect(tab.state().ask).toBeNull();
    expect(await tab.account.others()).toEqual({ entries: 0, unsent: 0, drafts: 0 });
    expect(await shown()).toEqual(['of bob']);
    await signOut();
    await signIn('alice');
    expect(await shown()).toEqual(['stored of alice']);
  });

  it('export their own entries, unsent ones too, and none of the other’s', async () => {
    phone.online = false;
    await keep('unsent of bob');
    const { kept } = await tab.unsent();
    expect(kept.map(({ data }) => (data as { note: string }).note)).toEqual(['unsent of bob']);
    expect(JSON.stringify(await tab.exportLocal())).not.toContain('alice');
  });

  it('erase only their own entries', async () => {
    await keep('of bob');
    expect(await tab.account.erase()).toEqual({ ok: true });
    expect(await shown()).toEqual([]);
    expect(await tab.account.others()).toMatchObject({ entries: 2, unsent: 1 });
    await signIn('alice');
    expect(notesOf('alice')).toEqual(['stored of alice', 'unsent of alice']);
  });

  it('start anew without an account, while an account’s entries stay', async () => {
    await signOut();
    await keep('of nobody');
    expect(await tab.account.erase()).toEqual({ ok: true });
    expect(server.people.has('alice') && server.people.has('bob')).toBe(true);
    expect(await shown()).toEqual([]);
    expect(await tab.account.others()).toMatchObject({ entries: 2, unsent: 1 });
  });

  it('keep separate copies of the same entry, as after importing the other’s file', async () => {
    const { id } = server.live('alice')[0]!;
    await tab.importEntries([{ kind: 'check-ins', id, body: checkIn({ note: 'brought by bob' }) }], { names: {}, bringBack: false });
    expect(await shown()).toEqual(['brought by bob']);
    phone.cookies.username = null;
    await signIn('alice');
    expect(await shown()).toEqual(['stored of alice', 'unsent of alice']);
  });

  it('are all erased with a forgotten lock', async () => {
    expect(await tab.account.forget()).toEqual({ ok: true });
    expect(await tab.account.others()).toEqual({ entries: 0, unsent: 0, drafts: 0 });
  });
});

it('stores no name of an account that has nothing on this phone', async () => {
  const id = await keep('of alice');
  await tab.sync();
  await tab.remove('check-ins', id);
  await tab.sync();
  phone.cookies.username = null;
  await signIn('bob');
  expect(tab.state().ask).toBeNull();
  const db = await phone.database();
  const rows = await Promise.all([...db.objectStoreNames].map((table) => db.getAll(table)));
  const keys = await db.getAllKeys('asideMeta');
  db.close();
  expect(JSON.stringify([rows, keys])).not.toContain('alice');
});

describe('drafts', () => {
  it('stay their writer’s', async () => {
    await tab.setDraft('free', 'a door');
    phone.cookies.username = null;
    await signIn('bob');
    expect(await tab.drafts()).toEqual([]);
    expect(await tab.account.others()).toEqual({ entries: 0, unsent: 0, drafts: 1 });
    await tab.setDraft('free', 'a wall');
    phone.cookies.username = null;
    await signIn('alice');
    expect(await tab.drafts()).toEqual([{ name: 'free', kind: 'journal', text: 'a door' }]);
    phone.cookies.username = null;
    await signIn('bob');
    expect(await tab.drafts()).toEqual([{ name: 'free', kind: 'journal', text: 'a wall' }]);
  });
});

describe('unclaimed entries', () => {
  beforeEach(async () => {
    await signOut();
    await keep('of nobody');
    await tab.setDraft('free', 'a door');
    await signIn('bob');
  });

  it('do not include entries kept before the question is answered', async () => {
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

  it('stay unclaimed after a no, through edits, and survive the account’s erasure', async () => {
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

  it('are erased with the account if requested', async () => {
    expect(await tab.account.erase({ unclaimed: true })).toEqual({ ok: true });
    expect([await shown(), await tab.drafts()]).toEqual([[], []]);
  });

  it('belong to the account after a yes', async () => {
    await tab.answerSend(true);
    await tab.sync();
    expect(notesOf('bob')).toEqual(['of nobody']);
    await tab.setDraft('free', '');
    await signOut();
    expect(await shown()).toEqual([]);
  });

  it('include drafts, which join the account with a yes', async () => {
    await tab.answerSend(true);
    phone.cookies.username = null;
    await signIn('alice');
    expect(await tab.drafts()).toEqual([]);
  });

  it('stay separate from an account’s entry with the same id', async () => {
    const { id } = (await tab.list('check-ins'))[0]!;
    server.write('bob', 'check-ins', id, { ...checkIn({ note: 'of bob' }) });
    await tab.sync();
    await tab.answerSend(false);
    await signOut();
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'kept', data: { note: 'of nobody' } });
    expect((await tab.get('check-ins', id))?.theirs).toBeUndefined();
  });

  it('make room for an account’s draft of the same name, and return afterwards', async () => {
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

describe('an account whose sign-in got no answer', () => {
  it.each(['/api/me/', '/login'])('gets nothing of the previous one: %s', async (lost) => {
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
  it('stays while it seals anything of another account, and opens it', async () => {
    await tab.lock.putOn(CHOICE, 5);
    await takenOver();
    expect(await tab.account.erase()).toEqual({ ok: true });
    expect(tab.state().lock).toBe('open');
    await signIn('alice');
    expect(await shown()).toEqual(['stored of alice', 'unsent of alice']);
    await tab.sync();
    expect(notesOf('alice')).toEqual(['stored of alice', 'unsent of alice']);
  });

  it('seals other accounts\' rows too, and opens them when taken off', async () => {
    await takenOver();
    await tab.lock.putOn(CHOICE, 5);
    const db = await phone.database();
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

describe('a database of an earlier version', () => {
  /** Writes rows without owners, as version 4 of the database did. */
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

  it('keeps the owner’s entries while another account was signed in', async () => {
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

  it('keeps unclaimed entries while the question was open', async () => {
    await written({ owner: null, account: account('bob') }, [['of nobody', 'waiting']]);
    phone.cookies.username = 'bob';
    await tab.sync();
    expect(tab.state()).toMatchObject({ ask: 'send', unclaimed: 1 });
    expect([await shown(), notesOf('bob')]).toEqual([['of nobody'], []]);
  });

  it('keeps the owner’s own entries as they are', async () => {
    await written({ owner: 'alice', account: account('alice') }, [['of alice', 'waiting'], ['held of alice', 'held']]);
    phone.cookies.username = 'alice';
    await tab.sync();
    expect(await shown()).toEqual(['held of alice', 'of alice']);
    expect(notesOf('alice')).toEqual(['of alice']);
    expect(tab.state()).toMatchObject({ ask: null, held: 1 });
  });
});
