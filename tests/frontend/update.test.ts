import { openDB, type DBSchema } from 'idb';
import { expect, it } from 'vitest';
import { FakeServer } from './fake-server';
import { checkIn, newId, signedIn } from './phone';

interface Later extends DBSchema {
  outbox: { key: number; value: unknown };
  entries: { key: string[]; value: unknown };
  later: { key: string; value: unknown };
}

/** What a later version of the app would do to the database: raise its version and add a table. */
async function renew(name: string): Promise<{ outbox: unknown[]; entries: unknown[] }> {
  const db = await openDB<Later>(name, 1000, { upgrade: (next) => void next.createObjectStore('later') });
  const [outbox, entries] = [await db.getAll('outbox'), await db.getAll('entries')];
  db.close();
  return { outbox, entries };
}

it('a database upgraded by a later version in the middle of a sync keeps every entry and every outbox item', async () => {
  const server = new FakeServer();
  const [tab, phone] = await signedIn(server);
  phone.online = false;
  const ids = [newId(), newId(), newId()];
  for (const id of ids) await tab.keep('check-ins', id, checkIn({ note: id }));
  let found: Awaited<ReturnType<typeof renew>> | undefined;
  phone.onTheWay = async ({ method }) => {
    if (method === 'PUT') found ??= await renew(phone.name);
  };
  phone.online = true;
  await tab.sync();

  expect(found!.entries).toHaveLength(3);
  expect(found!.outbox).toMatchObject(ids.map((id, at) => ({ id, status: at === 0 ? 'sending' : 'waiting' })));
  expect(server.live('alice').map(({ id }) => id)).toEqual([ids[0]]);
  await expect(tab.keep('check-ins', newId(), checkIn())).rejects.toMatchObject({ name: 'StorageFailed' });
  expect(tab.state().storage).toBe('updated');
});
