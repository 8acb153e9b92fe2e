import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Database, openAt, TABLES } from '../../../frontend/src/store/database/database';
import { currentHome, homes, MOVED } from '../../../frontend/src/store/database/home';
import { replaceDatabase } from '../../../frontend/src/store/database/moving';
import { FakeServer } from '../fake-server';
import { checkIn, newId, Phone } from '../phone';

const locks = { request: <T>(_name: string, action: () => Promise<T>): Promise<T> => action() };
const always = async (): Promise<boolean> => true;
/** More than one slice. */
const MANY = 250;
const FEW = 20;

afterEach(() => void vi.restoreAllMocks());

/** A phone with many entries, a draft, and an outbox whose numbers go on from somewhere. */
async function filled(entries = MANY): Promise<Phone> {
  const phone = new Phone(new FakeServer());
  const tab = phone.open();
  await Promise.all(Array.from({ length: entries }, (_, at) => tab.keep('check-ins', newId(), checkIn({ note: `${at}` }))));
  await tab.setDraft('page', 'begun');
  await tab.close();
  await new Database(phone.name).write((tx) => tx.objectStore('errand').put({ token: 'x', bytes: Uint8Array.of(0, 200, 255) } as never, 'errand'));
  return phone;
}

async function rowsOf(phone: Phone): Promise<string> {
  const db = await phone.database();
  const rows = await Promise.all(TABLES.map(async (table) => [await db.getAllKeys(table), await db.getAll(table)]));
  db.close();
  return JSON.stringify(rows);
}

/** From the nth write to a database on, or the nth opening or deletion, nothing works any more, as if the page were gone. */
function dieAfter(steps: number): { died: () => boolean } {
  let left = steps;
  const step = (): void => {
    left -= 1;
    if (left < 0) throw new Error('The page is gone.');
  };
  for (const [prototype, method] of [
    [IDBObjectStore.prototype, 'put'], [IDBFactory.prototype, 'open'], [IDBFactory.prototype, 'deleteDatabase'],
  ] as const) {
    const real = (prototype as never)[method] as (...given: unknown[]) => unknown;
    vi.spyOn(prototype as unknown as Record<string, () => unknown>, method).mockImplementation(function act(this: unknown, ...given: unknown[]) {
      step();
      return real.apply(this, given);
    });
  }
  return { died: () => left < 0 };
}

const inForce = async (phone: Phone): Promise<number[]> =>
  (await homes(phone.name)).filter(({ version }) => version < MOVED).map(({ number }) => number);

const replaced = (phone: Phone): Promise<void> => replaceDatabase({ locks }, new Database(phone.name), always);

describe('replacing the database', () => {
  it('leaves one with every row, and continues the outbox’s numbers', async () => {
    const phone = await filled();
    const before = await rowsOf(phone);
    await replaced(phone);
    expect(await rowsOf(phone)).toBe(before);
    expect(await inForce(phone)).toEqual([1]);
    const db = await phone.database();
    expect(await db.put('outbox', { kind: '', id: '' })).toBeGreaterThan(MANY);
  });

  it('leaves one with every row wherever it is cut short, and goes on with it', async () => {
    let steps = 0;
    for (let cut = true; cut; steps += 1) {
      const phone = await filled(FEW);
      const before = await rowsOf(phone);
      const { died } = dieAfter(steps);
      await replaced(phone).catch(() => {});
      cut = died();
      vi.restoreAllMocks();
      expect(await rowsOf(phone), `after ${steps} steps`).toBe(before);
      await replaced(phone);
      expect(await rowsOf(phone), `going on after ${steps} steps`).toBe(before);
      expect(await inForce(phone)).toHaveLength(1);
    }
    expect(steps).toBeGreaterThan(2 * FEW);
  });

  it('removes from an unfinished copy what was deleted before it went on', async () => {
    const phone = await filled();
    dieAfter(200);
    await replaced(phone).catch(() => {});
    vi.restoreAllMocks();
    expect(await inForce(phone)).toEqual([0, 1]);
    await new Database(phone.name).write((tx) => tx.objectStore('entries').clear());
    const dropped = vi.spyOn(IDBFactory.prototype, 'deleteDatabase');
    await replaced(phone);
    expect(dropped.mock.calls.map(([name]) => name)).toContain(`${phone.name}-1`); // its files still had the rows
    const db = await phone.database();
    expect(await db.count('entries')).toBe(0);
  });

  it('overwrites no database that isn’t a copy', async () => {
    const phone = await filled(FEW);
    const before = await rowsOf(phone);
    const other = await openAt({ number: 1, name: `${phone.name}-1`, bucket: null, factory: indexedDB, version: 0 });
    await other.put('drafts', { name: 'page', words: 'of its own' } as never);
    other.close();
    await expect(replaced(phone)).rejects.toThrow('isn\'t a copy');
    expect(await rowsOf(phone)).toBe(before);
    expect(await inForce(phone)).toEqual([0, 1]);
  });

  // As in Chromium, where reading a bucket that was deleted since it was opened fails.
  it.each(['listed', 'opened'])('finds the database in force if another tab deletes the one before once it was %s', async (at) => {
    const FDBFactory = indexedDB.constructor as new () => IDBFactory;
    const factories = new Map<string, IDBFactory>();
    let moved = false;
    const move = async (when: string): Promise<void> => {
      if (moved || when !== at) return;
      moved = true;
      factories.set('x-2', new FDBFactory());
      await openIn('x-2');
      factories.delete('x-1');
    };
    const openIn = (name: string): Promise<void> => new Promise((resolve, reject) => {
      const opening = factories.get(name)!.open(name, 5);
      opening.onsuccess = () => resolve(opening.result.close());
      opening.onerror = () => reject(opening.error);
    });
    factories.set('x-1', new FDBFactory());
    await openIn('x-1');
    const buckets = {
      keys: async () => {
        const names = [...factories.keys()];
        await move('listed');
        return names;
      },
      open: async (name: string) => {
        if (!factories.has(name)) factories.set(name, new FDBFactory());
        const factory = factories.get(name)!;
        await move('opened');
        if (factories.has(name)) return { indexedDB: factory };
        return { indexedDB: { databases: () => Promise.reject(new DOMException('Internal error.', 'UnknownError')) } };
      },
    };
    vi.stubGlobal('navigator', { storageBuckets: buckets });
    expect((await homes('x')).map(({ name }) => name)).toEqual(['x-2']);
    expect((await currentHome('x')).name).toBe('x-2');
    vi.unstubAllGlobals();
  });

  it('takes along what other tabs keep meanwhile', async () => {
    const phone = await filled();
    const tab = phone.open();
    await tab.list('check-ins');
    const moving = replaced(phone);
    const kept = Array.from({ length: 20 }, newId);
    for (const id of kept) {
      await tab.keep('check-ins', id, checkIn({ note: 'meanwhile' }));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await moving;
    const found = (await tab.list('check-ins')).map(({ id }) => id);
    expect(found).toEqual(expect.arrayContaining(kept));
    expect(found).toHaveLength(MANY + kept.length);
  });

  it('on a full disk leaves the old one in force', async () => {
    const phone = await filled();
    const before = await rowsOf(phone);
    const { put } = IDBObjectStore.prototype;
    const name = `${phone.name}-1`;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function full(this: IDBObjectStore, ...given) {
      if (this.transaction.db.name === name) throw new DOMException('It is full.', 'QuotaExceededError');
      return put.apply(this, given);
    });
    await expect(replaced(phone)).rejects.toThrow('full');
    expect((await currentHome(phone.name)).number).toBe(0);
    expect(await rowsOf(phone)).toBe(before);
    const tab = phone.open();
    await tab.keep('check-ins', newId(), checkIn());
    expect(await tab.list('check-ins')).toHaveLength(MANY + 1);
  });

  it('never creates anew what another tab has moved while this one looked for it', async () => {
    const phone = await filled();
    const { databases } = IDBFactory.prototype;
    let late = true;
    vi.spyOn(IDBFactory.prototype, 'databases').mockImplementation(async function look(this: IDBFactory) {
      const found = await databases.call(this);
      if (!late) return found;
      late = false;
      await replaced(phone);
      return found;
    });
    const tab = phone.open();
    expect(await tab.list('check-ins')).toHaveLength(MANY);
    expect(await inForce(phone)).toEqual([1]);
  });

  it('refuses a tab of an earlier version, which knows only the old name', async () => {
    const phone = await filled();
    await replaced(phone);
    await expect(openDB(phone.name, 5)).rejects.toMatchObject({ name: 'VersionError' });
    await replaced(phone);
    await expect(openDB(phone.name, 5)).rejects.toMatchObject({ name: 'VersionError' });
    expect(await inForce(phone)).toEqual([2]);
  });

  it('reads a database of an earlier version under its old name', async () => {
    const phone = await filled();
    const db = await openDB(phone.name);
    expect(await db.count('entries')).toBe(MANY);
    db.close();
    expect((await currentHome(phone.name)).number).toBe(0);
  });
});
