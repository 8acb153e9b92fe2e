import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StorageFailed } from '../../../frontend/src/store/outcome';
import type { CheckIn } from '../../../frontend/src/store/types';
import { FakeServer } from '../fake-server';
import { checkIn, newId, Phone, signedIn, type Tab } from '../phone';

let tab: Tab;
let id: string;

beforeEach(() => {
  tab = new Phone(new FakeServer()).open();
  id = newId();
});

describe('a phone without an account and without a network', () => {
  it('keeps a check-in and has it back after the app was closed', async () => {
    const phone = new Phone(new FakeServer());
    phone.online = false;
    await phone.open().keep('check-ins', id, checkIn({ note: 'warm hands' }));
    expect(await phone.open().get('check-ins', id)).toMatchObject({ id, state: 'kept', revision: null, data: { note: 'warm hands' } });
  });

  it('keeps its own copy, whatever the screen does to the draft', async () => {
    const draft = checkIn({ note: 'first' });
    const keeping = tab.keep('check-ins', id, draft);
    draft.note = 'second';
    draft.answers.feeling = 'second';
    await keeping;
    expect((await tab.get('check-ins', id))?.data).toEqual(checkIn({ note: 'first' }));
  });

  it('says "kept" only after a transaction that survives a power cut', async () => {
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await tab.keep('check-ins', id, checkIn());
    expect(transaction.mock.calls.find(([, mode]) => mode === 'readwrite')).toMatchObject(
      [expect.arrayContaining(['entries', 'outbox']), 'readwrite', { durability: 'strict' }]);
    transaction.mockRestore();
  });

  it('counts what waits', async () => {
    await tab.keep('check-ins', id, checkIn());
    await tab.keep('check-ins', id, checkIn({ note: 'more' }));
    await tab.keep('people', newId(), { nickname: 'R', safe: null });
    expect(tab.state()).toMatchObject({ waiting: 2, parked: 0, conflicts: 0, ask: null });
  });

  it('says that it is keeping from the moment it was asked', async () => {
    const keeping = tab.keep('check-ins', id, checkIn());
    expect(tab.state().keeping).toBe(true);
    await keeping;
    const amending = tab.amend<CheckIn>('check-ins', id, (data) => ({ ...data, note: 'more' }));
    const again = tab.amend<CheckIn>('check-ins', id, (data) => ({ ...data, note: `${data.note}, and more` }));
    expect(tab.state().keeping).toBe(true);
    expect(await amending).toBe(true);
    expect(tab.state().keeping).toBe(true);
    await again;
    expect(tab.state()).toMatchObject({ keeping: false, waiting: 1 });
    expect((await tab.get('check-ins', id))?.data.note).toBe('more, and more');
  });

  it('changes nothing that is not there, and says so', async () => {
    expect(await tab.amend('check-ins', id, (data) => data)).toBe(false);
    expect(tab.state()).toMatchObject({ keeping: false, waiting: 0, storage: 'ok' });
  });

  it('does not take a change that is refused for a failing storage', async () => {
    await tab.keep('check-ins', id, checkIn());
    await expect(tab.amend('check-ins', id, () => {
      throw new Error('no');
    })).rejects.toThrow('no');
    expect(tab.state()).toMatchObject({ keeping: false, storage: 'ok' });
    expect(await tab.amend<CheckIn>('check-ins', id, (data) => ({ ...data, note: 'after it' }))).toBe(true);
  });

  it('tells every watcher of a change, and no longer than it watches', async () => {
    let told = 0;
    const stop = tab.changed.subscribe(() => void (told += 1));
    await tab.keep('check-ins', id, checkIn());
    expect(told).toBe(1);
    stop();
    await tab.remove('check-ins', id);
    expect(told).toBe(1);
  });

  it('exports all that it holds', async () => {
    await tab.keep('check-ins', id, checkIn({ note: 'mine' }));
    expect(await tab.exportLocal()).toEqual(
      { format: 'noticing', version: 1, entries: { 'check-ins': [{ id, ...checkIn({ note: 'mine' }) }] } });
  });
});

describe('what is read', () => {
  it('comes newest first, by when it was felt', async () => {
    const ids = [newId(), newId(), newId()];
    const felt = ['2026-11-22T08:00:00Z', '2026-11-22T10:00:00Z', '2026-11-22T09:00:00Z'];
    for (const [at, each] of ids.entries()) await tab.keep('check-ins', each, checkIn({ felt_at: felt[at]! }));
    expect((await tab.list('check-ins')).map((entry) => entry.id)).toEqual([ids[1], ids[2], ids[0]]);
  });

  it('is found by the local date where it was felt, both ends included', async () => {
    const late = { felt_at: '2026-11-22T23:30:00Z' };
    await tab.keep('check-ins', id, checkIn({ ...late, zone: 'Asia/Tokyo' }));
    const there = newId();
    await tab.keep('check-ins', there, checkIn({ ...late, zone: 'Europe/Lisbon' }));
    expect((await tab.range('check-ins', '2026-11-23', '2026-11-23')).map((entry) => entry.id)).toEqual([id]);
    expect((await tab.range('check-ins', '2026-11-22', '2026-11-23')).map((entry) => entry.id)).toEqual([there, id]);
  });

  it('keeps other kinds apart', async () => {
    await tab.keep('people', id, { nickname: 'R', safe: 'yes' });
    expect(await tab.list('check-ins')).toEqual([]);
    expect((await tab.list<{ nickname: string }>('people')).map((entry) => entry.data.nickname)).toEqual(['R']);
  });
});

describe('removing', () => {
  it('makes a never-sent entry and its item vanish together', async () => {
    await tab.keep('check-ins', id, checkIn());
    await tab.remove('check-ins', id);
    expect(await tab.get('check-ins', id)).toBeUndefined();
    expect(tab.state().waiting).toBe(0);
  });

  it('never tells the server of what it never had', async () => {
    const server = new FakeServer();
    const [phone, { cookies }] = await signedIn(server);
    server.fault = () => 'lost';
    await phone.keep('check-ins', id, checkIn());
    await phone.remove('check-ins', id);
    server.fault = () => null;
    await phone.sync();
    expect(cookies.username).toBe('alice');
    expect([...server.sent('PUT'), ...server.sent('DELETE')]).toEqual([]);
  });

  it('of a stored entry queues a tombstone, and hides it at once', async () => {
    const server = new FakeServer();
    const [phone] = await signedIn(server);
    await phone.keep('check-ins', id, checkIn());
    await phone.sync();
    await phone.remove('check-ins', id);
    expect(await phone.list('check-ins')).toEqual([]);
    expect(phone.state().waiting).toBe(1);
    await phone.sync();
    expect(server.body('alice', 'check-ins', id)).toBeNull();
    expect(phone.state().waiting).toBe(0);
  });

  it('can be taken back, before the server knows and after', async () => {
    const server = new FakeServer();
    const [phone] = await signedIn(server);
    await phone.keep('check-ins', id, checkIn());
    await phone.sync();
    for (const between of [async () => {}, () => phone.sync()]) {
      await phone.remove('check-ins', id);
      await between();
      await phone.keep('check-ins', id, checkIn({ note: 'after all' }));
      await phone.sync();
      expect(server.body('alice', 'check-ins', id)).toMatchObject({ note: 'after all' });
      expect(await phone.get('check-ins', id)).toMatchObject({ state: 'stored', data: { note: 'after all' } });
    }
  });
});

describe('a storage that says no', () => {
  it('rejects, says so, and says when it is well again', async () => {
    const put = IDBObjectStore.prototype.add;
    IDBObjectStore.prototype.add = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    await expect(tab.keep('check-ins', id, checkIn())).rejects.toBeInstanceOf(StorageFailed);
    expect(tab.state().storage).toBe('failed');
    expect(await tab.get('check-ins', id)).toBeUndefined();
    IDBObjectStore.prototype.add = put;
    await tab.keep('check-ins', id, checkIn());
    expect(tab.state().storage).toBe('ok');
  });

  it('never leaves an entry without its item', async () => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    await expect(tab.keep('check-ins', id, checkIn())).rejects.toBeInstanceOf(StorageFailed);
    IDBObjectStore.prototype.put = put;
    expect(await tab.list('check-ins')).toEqual([]);
    expect(tab.state().waiting).toBe(0);
  });

});

describe('whether the browser may clear the storage', () => {
  it('is not known where browsers do not say', async () => {
    expect(await tab.persistence()).toBe('unknown');
  });

  it.each([[true, 'granted'], [false, 'denied']])('is asked with the first keep, and %s means %s', async (answer, told) => {
    let granted = false;
    const phone = new Phone(new FakeServer());
    const asking = phone.open({ persisted: async () => granted, persist: async () => (granted = answer) });
    expect(await asking.persistence()).toBe('unknown');
    await asking.keep('check-ins', id, checkIn());
    expect(await asking.persistence()).toBe(told);
  });
});
