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
  it('keeps a check-in across restarts', async () => {
    const phone = new Phone(new FakeServer());
    phone.online = false;
    await phone.open().keep('check-ins', id, checkIn({ note: 'warm hands' }));
    expect(await phone.open().get('check-ins', id)).toMatchObject({ id, state: 'kept', revision: null, data: { note: 'warm hands' } });
  });

  it('keeps its own copy, whatever the screen does with the draft', async () => {
    const draft = checkIn({ note: 'first' });
    const keeping = tab.keep('check-ins', id, draft);
    draft.note = 'second';
    draft.answers.feeling = 'second';
    await keeping;
    expect((await tab.get('check-ins', id))?.data).toEqual(checkIn({ note: 'first' }));
  });

  it('says "kept" only after a transaction with strict durability', async () => {
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await tab.keep('check-ins', id, checkIn());
    expect(transaction.mock.calls.find(([, mode]) => mode === 'readwrite')).toMatchObject(
      [expect.arrayContaining(['entries', 'outbox']), 'readwrite', { durability: 'strict' }]);
    transaction.mockRestore();
  });

  it('counts what is waiting', async () => {
    await tab.keep('check-ins', id, checkIn());
    await tab.keep('check-ins', id, checkIn({ note: 'more' }));
    await tab.keep('people', newId(), { nickname: 'R', safe: null });
    expect(tab.state()).toMatchObject({ waiting: 2, parked: 0, conflicts: 0, ask: null });
  });

  it('reports that it is keeping from the request on', async () => {
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

  it('changes nothing that does not exist, and says so', async () => {
    expect(await tab.amend('check-ins', id, (data) => data)).toBe(false);
    expect(tab.state()).toMatchObject({ keeping: false, waiting: 0, storage: 'ok' });
  });

  it('does not report a rejected change as a storage failure', async () => {
    await tab.keep('check-ins', id, checkIn());
    await expect(tab.amend('check-ins', id, () => {
      throw new Error('no');
    })).rejects.toThrow('no');
    expect(tab.state()).toMatchObject({ keeping: false, storage: 'ok' });
    expect(await tab.amend<CheckIn>('check-ins', id, (data) => ({ ...data, note: 'after it' }))).toBe(true);
  });

  it('notifies every subscriber of a change, until it unsubscribes', async () => {
    let notified = 0;
    const stop = tab.changed.subscribe(() => void (notified += 1));
    await tab.keep('check-ins', id, checkIn());
    expect(notified).toBe(1);
    stop();
    await tab.remove('check-ins', id);
    expect(notified).toBe(1);
  });

  it('exports everything it has', async () => {
    await tab.keep('check-ins', id, checkIn({ note: 'mine' }));
    expect(await tab.exportLocal()).toEqual(
      { format: 'noticing', version: 1, entries: { 'check-ins': [{ id, ...checkIn({ note: 'mine' }) }] } });
  });
});

describe('reading', () => {
  it('returns newest first, by when it was felt', async () => {
    const ids = [newId(), newId(), newId()];
    const felt = ['2026-11-22T08:00:00Z', '2026-11-22T10:00:00Z', '2026-11-22T09:00:00Z'];
    for (const [at, each] of ids.entries()) await tab.keep('check-ins', each, checkIn({ felt_at: felt[at]! }));
    expect((await tab.list('check-ins')).map((entry) => entry.id)).toEqual([ids[1], ids[2], ids[0]]);
  });

  it('selects by the local date where it was felt, both ends included', async () => {
    const late = { felt_at: '2026-11-22T23:30:00Z' };
    await tab.keep('check-ins', id, checkIn({ ...late, zone: 'Asia/Tokyo' }));
    const there = newId();
    await tab.keep('check-ins', there, checkIn({ ...late, zone: 'Europe/Lisbon' }));
    expect((await tab.range('check-ins', '2026-11-23', '2026-11-23')).map((entry) => entry.id)).toEqual([id]);
    expect((await tab.range('check-ins', '2026-11-22', '2026-11-23')).map((entry) => entry.id)).toEqual([there, id]);
  });

  it('separates kinds', async () => {
    await tab.keep('people', id, { nickname: 'R', safe: 'yes' });
    expect(await tab.list('check-ins')).toEqual([]);
    expect((await tab.list<{ nickname: string }>('people')).map((entry) => entry.data.nickname)).toEqual(['R']);
  });
});

describe('deleting', () => {
  it('removes a never-sent entry and its outbox item together', async () => {
    await tab.keep('check-ins', id, checkIn());
    await tab.remove('check-ins', id);
    expect(await tab.get('check-ins', id)).toBeUndefined();
    expect(tab.state().waiting).toBe(0);
  });

  it('sends nothing about an entry the server never had', async () => {
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

  it('queues a tombstone for a stored entry, and hides it at once', async () => {
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

  it('can be undone, before and after the server knows of it', async () => {
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

describe('a storage failure', () => {
  it('rejects, is reported, and is cleared once storage works again', async () => {
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

  it('never leaves an entry without its outbox item', async () => {
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

describe('persistent storage', () => {
  it('is unknown if the browser does not say', async () => {
    expect(await tab.persistence()).toBe('unknown');
  });

  it.each([[true, 'granted'], [false, 'denied']])('is requested with the first keep, and %s means %s', async (answer, state) => {
    let granted = false;
    const phone = new Phone(new FakeServer());
    const asking = phone.open({ persisted: async () => granted, persist: async () => (granted = answer) });
    expect(await asking.persistence()).toBe('unknown');
    await asking.keep('check-ins', id, checkIn());
    expect(await asking.persistence()).toBe(state);
  });
});
