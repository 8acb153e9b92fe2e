import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Reminder } from '../../../frontend/src/store/types';
import { FakeServer } from '../fake-server';
import { checkIn, newId, Phone, signedIn, type Tab } from '../phone';

let server: FakeServer;
let tab: Tab;
let phone: Phone;
let id: string;

const reminder = (change: Partial<Reminder> = {}): Reminder => ({
  days: ['mon', 'wed'], at: '20:30', within: null, zone: 'follow', skip_after_check_in: null, channel: 'push',
  wording: 'neutral', own_words: null, active: true, ends: null, meeting: null, person: null, ...change,
});
const here = () => tab.get<Reminder>('reminders', id);

beforeEach(async () => {
  server = new FakeServer();
  [tab, phone] = await signedIn(server);
  id = newId();
});

describe('a reminder', () => {
  it('is stored, sent, and arrives on another phone', async () => {
    await tab.keep('reminders', id, reminder());
    await tab.sync();
    expect(server.body('alice', 'reminders', id)).toEqual(reminder());
    const [other] = await signedIn(server);
    expect(await other.get<Reminder>('reminders', id)).toMatchObject({ state: 'stored', data: { at: '20:30' } });
  });

  it('is sent without the server\'s own fields, so that an edit is only this phone’s', async () => {
    await tab.keep('reminders', id, reminder());
    await tab.sync();
    expect((await here())?.data).toEqual(reminder());
    await tab.keep('reminders', id, reminder({ active: false }));
    await tab.sync();
    expect(server.sent('PUT').at(-1)!.body).toEqual(reminder({ active: false }));
    expect(tab.state()).toMatchObject({ conflicts: 0, waiting: 0 });
  });

  it('does not conflict when only its next time differs', async () => {
    await tab.keep('reminders', id, reminder());
    await tab.sync();
    server.write('alice', 'reminders', id, { ...reminder() });
    await tab.keep('reminders', id, reminder({ at: '21:00' }));
    await tab.sync();
    expect(server.body('alice', 'reminders', id)).toMatchObject({ at: '21:00' });
    expect(tab.state().conflicts).toBe(0);
  });

  it('kept without an account is sent once there is one and the person agrees', async () => {
    phone = new Phone(server);
    tab = phone.open();
    await tab.keep('reminders', id, reminder());
    await tab.account.signIn('alice', 'a long enough one');
    await tab.sync();
    expect(tab.state()).toMatchObject({ ask: 'send', unclaimed: 1, waiting: 0 });
    await tab.answerSend(true);
    await tab.sync();
    expect(server.body('alice', 'reminders', id)).toEqual(reminder());
  });
});

describe('when the server will send a reminder', () => {
  const later = ['2026-11-24T19:30:00Z', '2026-11-25T19:30:00Z'];
  const lists = (): number => server.log.filter(({ path }) => path === '/api/reminders/').length;

  beforeEach(async () => {
    server.nextDue = () => ['2026-11-23T19:30:00Z'];
    await tab.keep('reminders', id, reminder());
    await tab.sync();
  });

  it('is stored beside it, from each way in which it comes', async () => {
    expect(await here()).toMatchObject({ state: 'stored', nextDue: ['2026-11-23T19:30:00Z'] });
    const [other] = await signedIn(server);
    expect((await other.get<Reminder>('reminders', id))?.nextDue).toEqual(['2026-11-23T19:30:00Z']);
    expect((await other.list<Reminder>('reminders'))[0]?.nextDue).toEqual(['2026-11-23T19:30:00Z']);
  });

  it('is unknown again with an edit, until the server has that', async () => {
    phone.online = false;
    await tab.keep('reminders', id, reminder({ at: '21:00' }));
    await tab.sync();
    expect(await here()).toMatchObject({ state: 'kept', data: { at: '21:00' } });
    expect((await here())?.nextDue).toBeUndefined();
    server.nextDue = () => later;
    phone.comeBack();
    await tab.sync();
    expect((await here())?.nextDue).toEqual(later);
  });

  it('is read anew when the app is opened or comes back, as it changes without a new revision', async () => {
    server.nextDue = () => later;
    await phone.open().sync();
    expect((await here())?.nextDue).toEqual(later);
    expect((await here())?.revision).toBe(1);
  });

  it('is read after the zone was sent, which may move it', async () => {
    phone.zone = 'Asia/Tokyo';
    await tab.syncNow();
    const paths = server.log.map(({ method, path }) => `${method} ${path}`);
    expect(paths.lastIndexOf('GET /api/reminders/')).toBeGreaterThan(paths.lastIndexOf('PATCH /api/me/'));
  });

  it('is asked for only if there is a reminder, and not with every change', async () => {
    tab.start();
    await tab.sync();
    const before = lists();
    await tab.keep('check-ins', newId(), checkIn());
    await vi.waitFor(() => expect(tab.state().waiting).toBe(0));
    expect(lists()).toBe(before);
    const [other] = await signedIn(server, 'bob');
    await other.syncNow();
    expect(lists()).toBe(before);
  });

  it('never overwrites an edit made meanwhile', async () => {
    server.nextDue = () => later;
    phone.onTheWay = async ({ path }) => {
      if (path === '/api/reminders/') await tab.keep('reminders', id, reminder({ at: '22:00' }));
    };
    await tab.syncNow();
    expect((await here())?.data.at).toBe('22:00');
    await tab.sync();
    expect(server.body('alice', 'reminders', id)).toMatchObject({ at: '22:00' });
  });

  it('was not stored by earlier versions, and is read with the next opening', async () => {
    const database = await phone.database();
    const row = await database.get('entries', ['reminders', id]) as { data: object; acked: { data: object } };
    await database.put('entries', { ...row, data: reminder(), acked: { ...row.acked, data: reminder() } });
    database.close();
    expect((await here())?.nextDue).toBeUndefined();
    await phone.open().sync();
    expect((await here())?.nextDue).toEqual(['2026-11-23T19:30:00Z']);
  });

  it('is in no export', async () => {
    expect(JSON.stringify(await tab.exportLocal())).not.toContain('19:30:00Z');
  });
});

describe('a reminder that waits for a decision', () => {
  it('is counted separately, so that the notice links to it', async () => {
    for (let n = 0; n < 50; n += 1) server.write('alice', 'reminders', newId(), { ...reminder() });
    await tab.keep('reminders', id, reminder());
    await tab.sync();
    expect(tab.state()).toMatchObject({ parked: 1, undecided: { reminders: 1 } });
    expect(await here()).toMatchObject({ state: 'parked', problem: { code: 'too_many', path: '/id' } });
  });

  it('may be in conflict', async () => {
    await tab.keep('reminders', id, reminder());
    await tab.sync();
    server.write('alice', 'reminders', id, { ...reminder({ at: '08:00' }) });
    await tab.keep('reminders', id, reminder({ at: '09:00' }));
    await tab.sync();
    expect(tab.state()).toMatchObject({ conflicts: 1, undecided: { reminders: 1 } });
    await tab.resolveConflict('reminders', id, 'theirs');
    expect((await here())?.data.at).toBe('08:00');
    expect(tab.state().undecided).toEqual({});
  });

  it('may have a zone that the server doesn’t know: no other zone replaces it', async () => {
    server.unknownZones.add('Europe/Atlantis');
    await tab.keep('reminders', id, reminder({ zone: 'Europe/Atlantis' }));
    await tab.sync();
    expect(await here()).toMatchObject({ state: 'parked', problem: { code: 'unknown_zone' }, data: { zone: 'Europe/Atlantis' } });
  });
});
