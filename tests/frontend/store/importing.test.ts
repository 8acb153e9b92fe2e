import { beforeEach, describe, expect, it } from 'vitest';
import { read, type Brought, type Incoming } from '../../../frontend/src/logic/import/document';
import { withUnsent } from '../../../frontend/src/store/entries/copy';
import type { CheckIn, Sensation } from '../../../frontend/src/store/types';
import { FakeServer } from '../fake-server';
import { checkIn, newId, Phone, practice, signedIn, type Tab } from '../phone';

let server: FakeServer;
beforeEach(() => {
  server = new FakeServer();
});

const NAMES = { sensations: { label: 'One of my own', hidden: true }, people: { nickname: 'Someone', safe: null } };
const felt = (code: string): Sensation => ({ code, strength: 4, place: null, side: null, texture: null });

/** The server's export of an account. */
function exported(username: string): Incoming[] {
  const entries: Record<string, object[]> = {};
  for (const { kind, id, revision, body } of server.live(username)) (entries[kind] ??= []).push({ ...body, id, revision });
  return opened({ format: 'noticing', version: 1, account: { username }, entries });
}

function opened(file: object): Incoming[] {
  const found = read(JSON.stringify(file));
  expect(found).toMatchObject({ is: 'read' });
  return (found as Brought).entries;
}

const bodies = (username: string): unknown[] =>
  server.live(username).map(({ kind, id, body }) => ({ kind, id, body })).sort((a, b) => (a.id < b.id ? -1 : 1));

const bring = (tab: Tab, entries: Incoming[], bringBack = false): Promise<number> => tab.importEntries(entries, { names: NAMES, bringBack });

async function aliceWrites(): Promise<{ person: string; own: string; plain: string; full: string }> {
  const ids = { person: newId(), own: newId(), plain: newId(), full: newId() };
  const [tab] = await signedIn(server, 'alice');
  await tab.keep('people', ids.person, { nickname: 'R.', safe: null });
  await tab.keep('sensations', ids.own, { label: 'A hum', hidden: false });
  await tab.keep('check-ins', ids.plain, checkIn({ note: 'שלום 🌊' }));
  await tab.keep('check-ins', ids.full, checkIn({ person: ids.person, sensations: [felt(`own:${ids.own}`)], longing: 7 }));
  await tab.keep('reminders', newId(), {
    days: ['mon'], at: '20:30', within: null, zone: 'follow', skip_after_check_in: null, channel: 'push', wording: 'neutral',
    own_words: null, active: true, ends: null,
  });
  await tab.sync();
  return ids;
}

describe('an export of one account', () => {
  it('gives equal entries in another account', async () => {
    await aliceWrites();
    const [bob] = await signedIn(server, 'bob');
    expect(await bring(bob, exported('alice'))).toBe(5);
    await bob.sync();
    expect(bodies('bob')).toEqual(bodies('alice'));
    expect(bob.state()).toMatchObject({ waiting: 0, parked: 0, conflicts: 0 });
  });

  it('gives equal entries on a phone without account and network, which are sent later', async () => {
    const { full } = await aliceWrites();
    const phone = new Phone(server);
    phone.online = false;
    const tab = phone.open();
    expect(await bring(tab, exported('alice'))).toBe(5);
    expect(await tab.get('check-ins', full)).toMatchObject({ state: 'kept', data: server.body('alice', 'check-ins', full) });
    expect(await tab.range('check-ins', '2026-11-22', '2026-11-22')).toHaveLength(2);
    phone.online = true;
    server.person('carol');
    await tab.account.signIn('carol', 'a long enough one');
    await tab.answerSend(true);
    await tab.sync();
    expect(bodies('carol')).toEqual(bodies('alice'));
  });

  it('of this phone itself imports the same entries', async () => {
    const tab = new Phone(server).open();
    await tab.keep('check-ins', newId(), checkIn({ note: 'mine' }));
    const before = await tab.exportLocal();
    const other = new Phone(server).open();
    await bring(other, opened(before));
    expect(await other.exportLocal()).toEqual(before);
  });

  it('of an account, completed with unsent entries, imports what was shown', async () => {
    const [tab, phone] = await signedIn(server, 'dora');
    const [edited, gone, untouched, fresh] = [newId(), newId(), newId(), newId()];
    for (const id of [edited, gone, untouched]) await tab.keep('check-ins', id, checkIn({ note: 'sent' }));
    await tab.sync();
    const elsewhere = newId();
    server.write('dora', 'check-ins', elsewhere, checkIn({ note: 'never fetched' }) as never);
    phone.online = false;
    await tab.amend<object>('check-ins', edited, (data) => ({ ...data, note: 'edited' }));
    await tab.remove('check-ins', gone);
    await tab.keep('check-ins', fresh, checkIn({ note: 'fresh' }));
    const kept = server.live('dora').map(({ id, revision, body }) => ({ ...body, id, revision }));
    const whole = withUnsent({ format: 'noticing', version: 1, entries: { 'check-ins': kept } }, await tab.unsent());
    const other = new Phone(server).open();
    expect(await bring(other, opened(whole))).toBe(4);
    const notes = (await other.list('check-ins')).map(({ id, data }) => [id, data.note]);
    expect(new Map(notes as [string, string][])).toEqual(
      new Map([[edited, 'edited'], [untouched, 'sent'], [fresh, 'fresh'], [elsewhere, 'never fetched']]));
  });
});

describe('entries that exist here', () => {
  let tab: Tab;
  let ids: Awaited<ReturnType<typeof aliceWrites>>;
  beforeEach(async () => {
    ids = await aliceWrites();
    tab = new Phone(server).open();
    await bring(tab, exported('alice'));
  });

  it('are recognised as the same, and not kept twice', async () => {
    expect(await tab.previewImport(exported('alice'))).toEqual({ fresh: {}, same: 5, different: 0, deleted: 0, lost: 0 });
    expect(await bring(tab, exported('alice'))).toBe(0);
    expect(tab.state().waiting).toBe(5);
  });

  it('stay as they are if they differ', async () => {
    await tab.keep('check-ins', ids.plain, checkIn({ note: 'changed here' }));
    expect(await tab.previewImport(exported('alice'))).toMatchObject({ same: 4, different: 1 });
    expect(await bring(tab, exported('alice'), true)).toBe(0);
    expect(await tab.get('check-ins', ids.plain)).toMatchObject({ data: { note: 'changed here' } });
  });

  it('are new again if they were deleted before they were ever sent', async () => {
    await tab.remove('check-ins', ids.plain);
    expect(await tab.previewImport(exported('alice'))).toMatchObject({ fresh: { 'check-ins': 1 }, same: 4 });
  });
});

describe('entries that were deleted here', () => {
  let alice: Tab;
  let file: Incoming[];
  let ids: Awaited<ReturnType<typeof aliceWrites>>;
  beforeEach(async () => {
    ids = await aliceWrites();
    file = exported('alice');
    [alice] = await signedIn(server, 'alice');
    await alice.remove('check-ins', ids.plain);
    await alice.sync();
  });

  it('stay deleted', async () => {
    expect(await alice.previewImport(file)).toMatchObject({ fresh: {}, same: 4, deleted: 1 });
    expect(await bring(alice, file)).toBe(0);
    expect(await alice.get('check-ins', ids.plain)).toBeUndefined();
  });

  it('are restored, on the server too, if the person wants it', async () => {
    expect(await bring(alice, file, true)).toBe(1);
    await alice.sync();
    expect(await alice.get<CheckIn>('check-ins', ids.plain)).toMatchObject({ state: 'stored', data: { note: 'שלום 🌊' } });
    expect(server.body('alice', 'check-ins', ids.plain)).toMatchObject({ note: 'שלום 🌊' });
  });

  it('are valid references for this account', async () => {
    await alice.remove('people', ids.person);
    await alice.sync();
    expect(await alice.previewImport(exported('alice'))).toMatchObject({ lost: 0 });
  });
});

describe('a person or a sensation that was deleted before the export', () => {
  it('is replaced by a placeholder, so that another account accepts the references', async () => {
    const { person, own, full } = await aliceWrites();
    const [alice] = await signedIn(server, 'alice');
    await alice.remove('people', person);
    await alice.remove('sensations', own);
    await alice.sync();
    const [bob] = await signedIn(server, 'bob');
    expect(await bob.previewImport(exported('alice'))).toMatchObject({ lost: 2 });
    expect(await bring(bob, exported('alice'))).toBe(3);
    await bob.sync();
    expect(server.body('bob', 'people', person)).toEqual(NAMES.people);
    expect(server.body('bob', 'sensations', own)).toEqual(NAMES.sensations);
    expect(server.body('bob', 'check-ins', full)).toEqual(server.body('alice', 'check-ins', full));
    expect(bob.state().parked).toBe(0);
  });
});

describe('a practice', () => {
  it('is imported with its check-ins, after them', async () => {
    const { plain, full } = await aliceWrites();
    const [alice] = await signedIn(server, 'alice');
    const id = newId();
    await alice.keep('practices', id, practice({ before: plain, after: full }));
    await alice.sync();
    const [bob] = await signedIn(server, 'bob');
    expect(await bob.previewImport(exported('alice'))).toMatchObject({ fresh: { practices: 1 }, lost: 0 });
    await bring(bob, exported('alice'));
    await bob.sync();
    expect(bodies('bob')).toEqual(bodies('alice'));
    expect(bob.state()).toMatchObject({ waiting: 0, parked: 0 });
  });

  it('is imported without a check-in that was deleted before the export, for good', async () => {
    const { plain, full } = await aliceWrites();
    const [alice] = await signedIn(server, 'alice');
    const id = newId();
    await alice.keep('practices', id, practice({ before: plain, after: full }));
    await alice.sync();
    server.write('alice', 'check-ins', plain, null); // on another device, which didn't remove the reference
    const [bob] = await signedIn(server, 'bob');
    expect(await bob.previewImport(exported('alice'))).toMatchObject({ fresh: { practices: 1 }, lost: 0 });
    await bring(bob, exported('alice'));
    await bob.sync();
    expect(server.body('bob', 'practices', id)).toMatchObject({ before: null, after: full });
    expect(await bob.previewImport(exported('alice'))).toMatchObject({ fresh: {}, different: 0 });
  });
});

describe('full storage', () => {
  it('keeps nothing of the file, and is reported', async () => {
    await aliceWrites();
    const tab = new Phone(server).open();
    const add = IDBObjectStore.prototype.add;
    let left = 3;
    IDBObjectStore.prototype.add = function (...what: Parameters<typeof add>) {
      if ((left -= 1) < 0) throw new DOMException('full', 'QuotaExceededError');
      return add.apply(this, what);
    };
    await expect(bring(tab, exported('alice'))).rejects.toMatchObject({ name: 'StorageFailed' });
    IDBObjectStore.prototype.add = add;
    expect(await tab.exportLocal()).toMatchObject({ entries: {} });
    expect(tab.state()).toMatchObject({ waiting: 0, storage: 'failed' });
  });
});

describe('thousands of entries', () => {
  it('are kept in one transaction, without blocking the screen', async () => {
    const tab = new Phone(server).open();
    const many = Array.from({ length: 3_000 }, (): Incoming => ({ kind: 'check-ins', id: newId(), body: { ...checkIn() } }));
    const transaction = IDBDatabase.prototype.transaction;
    let writes = 0;
    IDBDatabase.prototype.transaction = function (...how: Parameters<typeof transaction>) {
      if (how[1] === 'readwrite') writes += 1;
      return transaction.apply(this, how);
    };
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    expect(await bring(tab, many)).toBe(3_000);
    clearInterval(timer);
    IDBDatabase.prototype.transaction = transaction;
    expect(writes).toBe(1);
    expect(turns).toBeGreaterThan(10);
    expect(tab.state().waiting).toBe(3_000);
  }, 20_000);
});
