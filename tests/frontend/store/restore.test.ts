import { beforeEach, describe, expect, it } from 'vitest';
import afterwards from '../../../backend/backups/afterwards.py?raw';
import { RESTORE_OFFSET } from '../../../frontend/src/store/sync/era';
import { FakeServer } from '../fake-server';
import { checkIn, newId, Phone, signedIn, type Tab } from '../phone';

let server: FakeServer;
let tab: Tab;
let phone: Phone;
let id: string;
let backup: ReturnType<FakeServer['backUp']>;

const stored = (): unknown => server.body('alice', 'check-ins', id);
const keep = async (note: string): Promise<void> => {
  await tab.keep('check-ins', id, checkIn({ note }));
  await tab.sync();
};

beforeEach(async () => {
  server = new FakeServer();
  [tab, phone] = await signedIn(server);
  id = newId();
});

describe('a server that was restored from a backup', () => {
  it('gets what it lacks, and nothing is deleted here', async () => {
    const before = newId();
    await tab.keep('check-ins', before, checkIn());
    await tab.sync();
    backup = server.backUp();
    await keep('after the backup');
    server.restore(backup);
    expect(stored()).toBeUndefined();
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'after the backup' });
    expect((await tab.list('check-ins')).map((entry) => entry.state)).toEqual(['stored', 'stored']);
    expect(tab.state()).toMatchObject({ waiting: 0, conflicts: 0 });
  });

  it('gets entries that this phone has in a later revision', async () => {
    await keep('old');
    backup = server.backUp();
    await keep('new');
    server.restore(backup);
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'new' });
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'stored', data: { note: 'new' } });
  });

  it('gets a waiting edit, based on the revision it went back to', async () => {
    await keep('old');
    backup = server.backUp();
    await keep('new');
    await tab.keep('check-ins', id, checkIn({ note: 'newest' }));
    server.restore(backup);
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'newest' });
    expect(tab.state().conflicts).toBe(0);
  });

  it('gets a deletion that it has lost', async () => {
    await keep('old');
    backup = server.backUp();
    await tab.remove('check-ins', id);
    await tab.sync();
    server.restore(backup);
    await tab.sync();
    expect(stored()).toBeNull();
    expect(await tab.list('check-ins')).toEqual([]);
  });

  it('gets a deletion whose revision this phone had not read yet', async () => {
    await keep('old');
    backup = server.backUp();
    await tab.remove('check-ins', id);
    server.fault = ({ path }) => (path.startsWith('/api/changes/') ? 'lost' : null);
    await tab.sync();
    server.fault = () => null;
    server.restore(backup);
    await tab.sync();
    expect(stored()).toBeNull();
  });

  it('gets the first entries of a phone that had read nothing yet', async () => {
    const other = new Phone(server).open();
    server.fault = ({ path }) => (path.startsWith('/api/changes/') ? 'lost' : null);
    await other.account.signIn('alice', 'a long enough one');
    backup = server.backUp();
    await other.keep('check-ins', id, checkIn());
    await other.sync();
    server.fault = () => null;
    server.restore(backup);
    await other.sync();
    expect(stored()).toBeTruthy();
  });

  it('is compared only once', async () => {
    await keep('old');
    server.restore(server.backUp());
    await tab.sync();
    server.log = [];
    await tab.sync();
    expect(server.log.filter(({ path }) => path.includes('after=0'))).toEqual([]);
  });

  it('is compared from the start if that was interrupted', async () => {
    backup = server.backUp();
    await keep('after the backup');
    server.restore(backup);
    server.fault = ({ path }) => (path.includes('after=0') ? 'crash-before' : null);
    await tab.sync();
    server.fault = () => null;
    const next = phone.open();
    await next.sync();
    expect(stored()).toMatchObject({ note: 'after the backup' });
  });
});

describe('a server whose counter is below this phone\'s cursor', () => {
  it('is treated as restored, though its epoch is the same', async () => {
    backup = server.backUp();
    await keep('lost there');
    server.people = structuredClone(backup);
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'lost there' });
  });
});

describe('an entry that another phone has changed meanwhile', () => {
  it('is taken over if it was changed before the restoration', async () => {
    await keep('mine');
    server.write('alice', 'check-ins', id, { ...checkIn({ note: 'theirs' }) });
    server.restore(server.backUp());
    await tab.sync();
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'stored', data: { note: 'theirs' } });
  });

  it('is in conflict if it was changed afterwards, since it may be an older version sent again', async () => {
    backup = server.backUp();
    await keep('mine');
    server.restore(backup);
    server.write('alice', 'check-ins', id, { ...checkIn({ note: 'theirs' }) });
    await tab.sync();
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'conflict', data: { note: 'mine' }, theirs: { note: 'theirs' } });
  });

  it('is not in conflict if both are equal', async () => {
    backup = server.backUp();
    await keep('same');
    server.restore(backup);
    server.write('alice', 'check-ins', id, { ...checkIn({ note: 'same' }) });
    await tab.sync();
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'stored', revision: 1_000_001 });
  });

  it('that was deleted there is not deleted here without asking', async () => {
    await keep('mine');
    server.write('alice', 'check-ins', id, null);
    server.restore(server.backUp());
    await tab.sync();
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'conflict', data: { note: 'mine' }, theirs: null });
  });
});

describe('a conflict in which the server has lost theirs', () => {
  beforeEach(async () => {
    await keep('before');
    backup = server.backUp();
    server.write('alice', 'check-ins', id, { ...checkIn({ note: 'theirs' }) });
    await keep('mine');
  });

  it.each([['mine', true], ['theirs', true], ['mine', false], ['theirs', false]] as const)(
    'restores %s (the entry is in the backup: %s)', async (choice, isThere) => {
      if (!isThere) backup.get('alice')!.entries.clear();
      server.restore(backup);
      await tab.sync();
      expect(await tab.get('check-ins', id)).toMatchObject({ state: 'conflict', data: { note: 'mine' }, theirs: { note: 'theirs' } });
      await tab.resolveConflict('check-ins', id, choice);
      await tab.sync();
      expect(stored()).toMatchObject({ note: choice });
      expect(await tab.get('check-ins', id)).toMatchObject({ state: 'stored', data: { note: choice } });
    });
});

describe('a version from elsewhere that the server no longer has', () => {
  it('stays the choice, though the server has another', async () => {
    await keep('before');
    server.write('alice', 'check-ins', id, { ...checkIn({ note: 'in between' }) });
    backup = server.backUp();
    server.write('alice', 'check-ins', id, { ...checkIn({ note: 'theirs' }) });
    await keep('mine');
    server.restore(backup);
    await tab.sync();
    expect(await tab.get('check-ins', id)).toMatchObject({ state: 'conflict', theirs: { note: 'theirs' } });
    await tab.resolveConflict('check-ins', id, 'theirs');
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'theirs' });
  });
});

describe('a second phone', () => {
  it('has everything again after the first has sent it', async () => {
    const other = new Phone(server).open();
    await other.account.signIn('alice', 'a long enough one');
    backup = server.backUp();
    await keep('after the backup');
    server.restore(backup);
    await tab.sync();
    await other.sync();
    expect((await other.list('check-ins')).map((entry) => entry.data.note)).toEqual(['after the backup']);
  });
});

it('the phone knows what a restoration adds to the counters', () => {
  const [, ahead] = /^AHEAD = ([\d_]+)$/m.exec(afterwards)!;
  expect(Number(ahead!.replaceAll('_', ''))).toBe(RESTORE_OFFSET);
});
