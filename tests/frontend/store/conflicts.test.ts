import { beforeEach, describe, expect, it } from 'vitest';
import { FakeServer } from '../fake-server';
import { checkIn, newId, signedIn, type Tab } from '../phone';

let server: FakeServer;
let tab: Tab;
let id: string;

const stored = (): unknown => server.body('alice', 'check-ins', id);
const here = () => tab.get('check-ins', id);
const elsewhere = (note: string): void => void server.write('alice', 'check-ins', id, { ...checkIn({ note }) });

beforeEach(async () => {
  server = new FakeServer();
  [tab] = await signedIn(server);
  id = newId();
  await tab.keep('check-ins', id, checkIn({ note: 'before' }));
  await tab.sync();
});

describe('an entry that was changed here and elsewhere', () => {
  beforeEach(async () => {
    elsewhere('theirs');
    await tab.keep('check-ins', id, checkIn({ note: 'mine' }));
    await tab.sync();
  });

  it('shows both versions, and overwrites neither', async () => {
    expect(await here()).toMatchObject({ state: 'conflict', data: { note: 'mine' }, theirs: { note: 'theirs' } });
    expect(stored()).toMatchObject({ note: 'theirs' });
    expect(tab.state()).toMatchObject({ conflicts: 1, waiting: 0 });
  });

  it('stays in conflict until the person chooses', async () => {
    server.log = [];
    await tab.sync();
    expect(server.sent('PUT')).toEqual([]);
    expect((await here())?.state).toBe('conflict');
  });

  it('becomes mine everywhere', async () => {
    await tab.resolveConflict('check-ins', id, 'mine');
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'mine' });
    expect(await here()).toMatchObject({ state: 'stored', data: { note: 'mine' } });
    expect((await here())?.theirs).toBeUndefined();
  });

  it('becomes theirs here', async () => {
    await tab.resolveConflict('check-ins', id, 'theirs');
    await tab.sync();
    expect(await here()).toMatchObject({ state: 'stored', revision: 2, data: { note: 'theirs' } });
    expect(tab.state()).toMatchObject({ conflicts: 0, waiting: 0 });
  });

  it('can be edited before the choice', async () => {
    await tab.keep('check-ins', id, checkIn({ note: 'mine, and more' }));
    expect(await here()).toMatchObject({ state: 'conflict', data: { note: 'mine, and more' }, theirs: { note: 'theirs' } });
    await tab.resolveConflict('check-ins', id, 'mine');
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'mine, and more' });
  });

  it('is in conflict again if theirs changes before mine arrives', async () => {
    elsewhere('theirs, later');
    await tab.resolveConflict('check-ins', id, 'mine');
    await tab.sync();
    expect(await here()).toMatchObject({ state: 'conflict', data: { note: 'mine' }, theirs: { note: 'theirs, later' } });
  });

  it('shows the newest of theirs', async () => {
    elsewhere('theirs, later');
    await tab.sync();
    expect(await here()).toMatchObject({ state: 'conflict', theirs: { note: 'theirs, later' } });
  });

  it('can be deleted, which deletes both versions', async () => {
    await tab.remove('check-ins', id);
    await tab.sync();
    expect(stored()).toBeNull();
    expect(await tab.list('check-ins')).toEqual([]);
  });

  it('does not block other entries', async () => {
    const other = newId();
    await tab.keep('check-ins', other, checkIn());
    await tab.sync();
    expect((await tab.get('check-ins', other))?.state).toBe('stored');
  });
});

describe('an entry with the same body here and elsewhere', () => {
  it('is stored without a conflict', async () => {
    elsewhere('same');
    await tab.keep('check-ins', id, checkIn({ note: 'same' }));
    await tab.sync();
    expect(await here()).toMatchObject({ state: 'stored', revision: 2 });
  });
});

describe('a new revision without a new body', () => {
  it('is adopted, and the edit is sent based on it', async () => {
    elsewhere('before');
    await tab.keep('check-ins', id, checkIn({ note: 'mine' }));
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'mine' });
    expect(tab.state().conflicts).toBe(0);
  });
});

describe('an entry that was deleted elsewhere', () => {
  const change = async (): Promise<void> => {
    server.write('alice', 'check-ins', id, null);
    await tab.keep('check-ins', id, checkIn({ note: 'mine' }));
    await tab.sync();
  };

  it('is deleted here if it was kept again without a change', async () => {
    server.write('alice', 'check-ins', id, null);
    await tab.keep('check-ins', id, checkIn({ note: 'before' }));
    await tab.sync();
    expect(await here()).toBeUndefined();
    expect(tab.state()).toMatchObject({ waiting: 0, conflicts: 0 });
  });

  it('is in conflict if it was changed here', async () => {
    await change();
    expect(await here()).toMatchObject({ state: 'conflict', data: { note: 'mine' }, theirs: null });
  });

  it('is restored everywhere if the person chooses mine', async () => {
    await change();
    await tab.resolveConflict('check-ins', id, 'mine');
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'mine' });
    expect((await here())?.state).toBe('stored');
  });

  it('is deleted here if the person chooses theirs', async () => {
    await change();
    await tab.resolveConflict('check-ins', id, 'theirs');
    expect(await here()).toBeUndefined();
    expect(tab.state()).toMatchObject({ waiting: 0, conflicts: 0 });
  });
});

describe('an entry that was deleted here and changed elsewhere', () => {
  it('is restored as it is there, so that nothing is lost unseen', async () => {
    elsewhere('theirs');
    await tab.remove('check-ins', id);
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'theirs' });
    expect(await here()).toMatchObject({ state: 'stored', data: { note: 'theirs' } });
  });
});
