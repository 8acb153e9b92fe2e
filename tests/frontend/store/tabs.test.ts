import { describe, expect, it, vi } from 'vitest';
import { FakeServer } from '../fake-server';
import { checkIn, newId, Phone, signedIn, type Tab } from '../phone';

async function twoTabs(locks: boolean): Promise<[FakeServer, Tab, Tab, Phone]> {
  const server = new FakeServer();
  const [one, phone] = await signedIn(server, 'alice', { locks });
  const two = phone.open();
  await two.sync();
  server.log = [];
  return [server, one, two, phone];
}

describe('two tabs', () => {
  it('send each entry once', async () => {
    const [server, one, two] = await twoTabs(true);
    for (let each = 0; each < 10; each += 1) await (each % 2 ? one : two).keep('check-ins', newId(), checkIn());
    await Promise.all([one.sync(), two.sync()]);
    expect(server.sent('PUT')).toHaveLength(10);
    expect(server.live('alice')).toHaveLength(10);
  });

  it('are harmless to each other without Web Locks', async () => {
    const [server, one, two] = await twoTabs(false);
    for (let each = 0; each < 10; each += 1) await (each % 2 ? one : two).keep('check-ins', newId(), checkIn());
    await Promise.all([one.sync(), two.sync()]);
    await one.sync();
    expect(server.live('alice')).toHaveLength(10);
    expect(server.person('alice').counter).toBe(10);
    expect(one.state()).toMatchObject({ waiting: 0, conflicts: 0, parked: 0 });
  });

  it('do not overwrite what the other keeps while they send', async () => {
    const [server, one, two] = await twoTabs(true);
    const id = newId();
    await one.keep('check-ins', id, checkIn({ note: 'one' }));
    let edit: Promise<void> | undefined;
    server.fault = ({ method }) => {
      if (method === 'PUT') edit ??= two.keep('check-ins', id, checkIn({ note: 'two' }));
      return null;
    };
    await one.sync();
    await edit;
    await two.sync();
    expect(server.body('alice', 'check-ins', id)).toMatchObject({ note: 'two' });
    expect(await one.get('check-ins', id)).toMatchObject({ state: 'stored', data: { note: 'two' } });
  });

  it('notify each other of changes', async () => {
    const [, one, two] = await twoTabs(true);
    let notified = 0;
    two.changed.subscribe(() => void (notified += 1));
    await one.keep('check-ins', newId(), checkIn());
    await two.sync();
    expect(notified).toBeGreaterThan(0);
    expect(two.state().waiting).toBe(0);
  });

  it('continue when the one that was sending dies', async () => {
    const [server, one, two] = await twoTabs(true);
    await one.keep('check-ins', newId(), checkIn());
    server.fault = ({ method }) => {
      if (method !== 'PUT') return null;
      server.fault = () => null;
      return 'crash-after';
    };
    await one.sync();
    await two.sync();
    expect(server.live('alice')).toHaveLength(1);
    expect(two.state().waiting).toBe(0);
  });

  it('do not undo with a stale page of the feed what the other has sent meanwhile', async () => {
    const [server, one, two, phone] = await twoTabs(false);
    const id = newId();
    server.write('alice', 'check-ins', id, { ...checkIn({ note: 'elsewhere' }) });
    phone.onTheWay = async ({ path }) => {
      if (!path.startsWith('/api/changes/')) return;
      phone.onTheWay = async () => {};
      await two.sync();
      await two.keep('check-ins', id, checkIn({ note: 'two' }));
      await two.sync();
    };
    await one.sync();
    expect(await one.get('check-ins', id)).toMatchObject({ state: 'stored', revision: 2, data: { note: 'two' } });
  });

  it('learn of a sign-in in the other', async () => {
    const [, one, two, phone] = await twoTabs(true);
    phone.cookies.username = null;
    one.start();
    await one.sync();
    expect(one.state()).toMatchObject({ signedIn: 'no', ask: 'sign-in' });
    await two.account.signIn('alice', 'a long enough one');
    await vi.waitFor(() => expect(one.state()).toMatchObject({ signedIn: 'yes', ask: null }));
  });

  it('never send while somebody signs in in the other', async () => {
    const [server, one, two, phone] = await twoTabs(true);
    one.start();
    await one.sync();
    phone.cookies.username = null;
    server.person('bob');
    phone.onTheWay = async ({ path }) => {
      if (!path.endsWith('/login')) return;
      await one.keep('check-ins', newId(), checkIn({ note: 'of alice' }));
      await new Promise((resolve) => setTimeout(resolve, 50));
    };
    await two.account.signIn('bob', 'a long enough one');
    await one.sync();
    expect(server.live('bob')).toEqual([]);
  });

  it('never send under the account that signed in in the other', async () => {
    const [server, one, two, phone] = await twoTabs(true);
    phone.online = false;
    await one.keep('check-ins', newId(), checkIn({ note: 'of alice' }));
    phone.online = true;
    phone.cookies.username = null;
    server.person('bob');
    server.fault = ({ path }) => (path.startsWith('/api/check-ins/') && phone.cookies.username !== 'bob' ? 'lost' : null);
    await Promise.all([two.account.signIn('bob', 'a long enough one'), one.sync()]);
    await one.sync();
    expect(server.live('bob')).toEqual([]);
    expect(one.state().ask).toBe('other-account');
  });
});

describe('a tab beside a newer version of the app', () => {
  it('says that the app was updated, and keeps nothing', async () => {
    const phone = new Phone(new FakeServer());
    const tab = phone.open();
    await tab.keep('check-ins', newId(), checkIn());
    await new Promise((resolve, reject) => {
      const opening = indexedDB.open(phone.name, 99);
      opening.onsuccess = resolve;
      opening.onerror = reject;
    });
    await expect(tab.keep('check-ins', newId(), checkIn())).rejects.toMatchObject({ name: 'StorageFailed' });
    expect(tab.state().storage).toBe('updated');
  });
});
