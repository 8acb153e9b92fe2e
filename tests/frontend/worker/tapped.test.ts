import { beforeEach, describe, expect, it } from 'vitest';
import { idOf, isTapped } from '../../../frontend/src/logic/tapped';
import { keepTapped } from '../../../frontend/src/worker/tapped';
import { FakeServer } from '../fake-server';
import { checkIn, signedIn, type Phone, type Tab } from '../phone';

const SECRET = 'cuatro señales más tarde';
const CHOICE = { way: 'passphrase', secret: SECRET } as const;

let server: FakeServer;
let phone: Phone;
let tab: Tab;

beforeEach(async () => {
  server = new FakeServer();
  [tab, phone] = await signedIn(server);
});

interface Kept {
  name: string;
  felt_at: string;
  zone: string;
}

const tapped = async (): Promise<Kept[]> =>
  (await tab.drafts()).filter(isTapped).map(({ name, text }) => ({ name, ...JSON.parse(text) as Omit<Kept, 'name'> }));

/** The rows as somebody with a copy of the phone's database reads them. */
async function rows(): Promise<string> {
  const db = await phone.database();
  const all = await db.getAll('drafts');
  db.close();
  return JSON.stringify(all, (_, value) => (ArrayBuffer.isView(value) ? new TextDecoder('latin1').decode(value as Uint8Array) : value));
}

describe('a check-in from a notification', () => {
  it('is no entry and isn’t sent before it is kept, and is sent once with the time of the tap', async () => {
    await keepTapped(phone.name);
    await tab.sync();
    expect(tab.state()).toMatchObject({ tapped: 1, unsent: 0 });
    expect(await tab.list('check-ins')).toEqual([]);
    expect(server.live('alice')).toEqual([]);
    const [{ name, felt_at, zone }] = await tapped() as [Kept];
    for (let window = 0; window < 2; window += 1) await tab.keep('check-ins', idOf(name), checkIn({ felt_at, zone }), name);
    await tab.sync();
    expect(tab.state()).toMatchObject({ tapped: 0, unsent: 0 });
    expect(server.live('alice')).toHaveLength(1);
    expect(server.body('alice', 'check-ins', idOf(name))).toMatchObject({ felt_at, zone });
  });

  it('is sealed while the app is locked, and there once it is unlocked', async () => {
    await tab.lock.putOn(CHOICE, 5);
    await tab.lock.close();
    await keepTapped(phone.name);
    await tab.sync();
    expect(tab.state()).toMatchObject({ tapped: 1, lock: 'locked' });
    expect(await rows()).not.toContain('felt_at');
    expect(await tapped()).toEqual([]);
    await tab.lock.unlock(SECRET);
    expect(await tapped()).toHaveLength(1);
  });

  it('counts as something that signing out would lose', async () => {
    await keepTapped(phone.name);
    expect(await tab.account.signOut({ discardUnsent: false })).toMatchObject({ ok: false, problems: [{ code: 'draft' }] });
    await tab.account.signOut({ discardUnsent: true });
    expect(await rows()).toBe('[]');
  });
});
