import { beforeEach, describe, expect, it } from 'vitest';
import type { Reminder } from '../../../frontend/src/store/types';
import { FakeServer } from '../fake-server';
import { newId, Phone, signedIn, type Tab } from '../phone';

let server: FakeServer;
let tab: Tab;
let phone: Phone;
let id: string;

const reminder = (change: Partial<Reminder> = {}): Reminder => ({
  days: ['mon', 'wed'], at: '20:30', within: null, zone: 'follow', skip_after_check_in: null, channel: 'push',
  wording: 'neutral', own_words: null, active: true, ends: null, ...change,
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

  it('stores none of the server\'s own fields, so that an edit is only this phone’s', async () => {
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
