import { beforeEach, describe, expect, it } from 'vitest';
import type { Kind } from '../../../frontend/src/kinds/kinds';
import { merge, type Versions } from '../../../frontend/src/store/sync/merge';
import { FakeServer } from '../fake-server';
import { checkIn, newId, repair, signedIn, type Tab } from '../phone';

type Change = Record<string, unknown>;

const EMPTY = { ...checkIn() } as Change;
const merged = (base: Change, mine: Change, theirs: Change, kind: Kind = 'check-ins', more: Partial<Versions> = {}) =>
  merge(kind, { base: { ...EMPTY, ...base }, mine: { ...EMPTY, ...base, ...mine }, theirs: { ...EMPTY, ...base, ...theirs }, ...more });

describe('a merge', () => {
  it('takes the fields that only one side changed', () => {
    const { body, clashes } = merged({}, { note: 'mine' }, { longing: 4, fear: 2 });
    expect(body).toMatchObject({ note: 'mine', longing: 4, fear: 2 });
    expect(clashes).toEqual([]);
  });

  it('takes each answer as a field of its own', () => {
    const none = { feeling: null, protecting: null, learned: null };
    const { body, clashes } = merged({ answers: none }, { answers: { ...none, feeling: 'mine' } }, { answers: { ...none, learned: 'theirs' } });
    expect(body.answers).toEqual({ feeling: 'mine', protecting: null, learned: 'theirs' });
    expect(clashes).toEqual([]);
  });

  it('takes the parts of a draft that one side began', () => {
    const say = { when: 'dinner', felt: null, imagined: null, would_like: null };
    const { body } = merge('repairs', { base: { ...repair() }, mine: { ...repair({ what: 'mine' }) }, theirs: { ...repair({ say_it: say }) } });
    expect(body).toMatchObject({ what: 'mine', say_it: say });
  });

  it('names the fields that both changed, and has those of the preferred side', () => {
    const versions = { base: EMPTY, mine: { ...EMPTY, note: 'mine', fear: 2 }, theirs: { ...EMPTY, note: 'theirs', longing: 4 } };
    expect(merge('check-ins', versions)).toMatchObject({ clashes: ['note'], body: { note: 'mine', fear: 2, longing: 4 } });
    expect(merge('check-ins', versions, 'theirs')).toMatchObject({ clashes: ['note'], body: { note: 'theirs', fear: 2, longing: 4 } });
  });

  it('has no clash where both changed a field alike', () => {
    expect(merged({}, { note: 'same', fear: 2 }, { note: 'same' })).toMatchObject({ clashes: [], body: { note: 'same', fear: 2 } });
  });

  it('keeps a time with its zone', () => {
    const { clashes } = merged({}, { felt_at: '2026-11-21T09:00:00Z' }, { zone: 'America/Lima' });
    expect(clashes).toEqual(['felt_at', 'zone']);
  });

  it.each([
    ['the marks of a share', { for_session: true }, { never_shared: true }, ['for_session', 'never_shared']],
    ["a reminder's time and meeting", { at: null, meeting: { begins_at: '2026-12-01T18:00:00Z' } }, { at: '21:00' }, ['at', 'meeting']],
    ["a reminder's time and window", { at: '20:00' }, { within: { from: '09:00', to: '12:00', times: 1 } }, ['at', 'within']],
  ])('asks for fields that exclude each other: %s', (_what, mine, theirs, fields) => {
    expect(merged({}, mine, theirs).clashes).toEqual(fields);
  });

  it('asks if each side emptied something, since nothing might be left', () => {
    expect(merged({ note: 'words', moment: 'before' }, { note: null }, { moment: null }).clashes).toEqual(['moment', 'note']);
  });

  it('asks for every field that differs if the common version is unknown', () => {
    expect(merge('check-ins', { mine: { ...EMPTY, note: 'mine' }, theirs: { ...EMPTY, fear: 2 } }).clashes).toEqual(['fear', 'note']);
  });

  it('knows an earlier body of its own in theirs', () => {
    const { body, clashes } = merged({ note: 'before' }, { note: 'later' }, { note: 'earlier', fear: 2 }, 'check-ins', { sent: { ...EMPTY, note: 'earlier' } });
    expect(clashes).toEqual([]);
    expect(body).toMatchObject({ note: 'later', fear: 2 });
  });
});

describe('an entry with two fields changed on two devices', () => {
  let server: FakeServer;
  let tab: Tab;
  const id = newId();
  const stored = (): unknown => server.body('alice', 'check-ins', id);
  const elsewhere = (change: Change): void => void server.write('alice', 'check-ins', id, { ...checkIn({ note: 'before' }), ...change });
  const here = () => tab.get('check-ins', id);

  beforeEach(async () => {
    server = new FakeServer();
    [tab] = await signedIn(server);
    await tab.keep('check-ins', id, checkIn({ note: 'before' }));
    await tab.sync();
  });

  it('has both afterwards, here and on the server', async () => {
    elsewhere({ longing: 4 });
    await tab.keep('check-ins', id, checkIn({ note: 'mine' }));
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'mine', longing: 4 });
    expect(await here()).toMatchObject({ state: 'stored', data: { note: 'mine', longing: 4 } });
    expect(tab.state()).toMatchObject({ conflicts: 0, waiting: 0 });
  });

  it('has both if the feed brought theirs first', async () => {
    const release = await tab.get('check-ins', id);
    expect(release?.state).toBe('stored');
    elsewhere({ longing: 4 });
    server.fault = ({ method }) => (method === 'PUT' ? 'lost' : null);
    await tab.keep('check-ins', id, checkIn({ note: 'mine' }));
    await tab.sync();
    server.fault = () => null;
    await tab.ring();
    expect(stored()).toMatchObject({ note: 'mine', longing: 4 });
  });

  it('has both though it was edited again while the first edit was refused', async () => {
    elsewhere({ longing: 4 });
    let edited = false;
    server.fault = ({ method }) => {
      if (method === 'PUT' && !edited) {
        edited = true;
        void tab.keep('check-ins', id, checkIn({ note: 'mine, later' }));
      }
      return null;
    };
    await tab.keep('check-ins', id, checkIn({ note: 'mine' }));
    await tab.sync();
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'mine, later', longing: 4 });
    expect(tab.state().conflicts).toBe(0);
  });

  it('moves to the day that one of them gave it', async () => {
    elsewhere({ felt_at: '2026-11-20T09:00:00Z' });
    await tab.keep('check-ins', id, checkIn({ note: 'mine' }));
    await tab.sync();
    expect(await tab.range('check-ins', '2026-11-20', '2026-11-20')).toMatchObject([{ data: { note: 'mine' } }]);
  });

  it('is in conflict over the common field only, and either choice keeps the other fields of both', async () => {
    for (const choice of ['mine', 'theirs'] as const) {
      elsewhere({ note: 'theirs', longing: 4 });
      await tab.sync();
      await tab.keep('check-ins', id, checkIn({ note: 'before', longing: 4 }));
      await tab.sync();
      elsewhere({ note: 'theirs', longing: 8 });
      await tab.keep('check-ins', id, checkIn({ note: 'mine', longing: 4, fear: 2 }));
      await tab.sync();
      expect(await here()).toMatchObject({
        state: 'conflict', clashes: ['note'], data: { note: 'mine', longing: 8, fear: 2 }, theirs: { note: 'theirs', longing: 8, fear: 2 },
      });
      await tab.resolveConflict('check-ins', id, choice);
      await tab.sync();
      expect(stored()).toMatchObject({ note: choice, longing: 8, fear: 2 });
      expect(await here()).toMatchObject({ state: 'stored', data: { note: choice, longing: 8, fear: 2 } });
    }
  });

  it('keeps both texts if the person says so', async () => {
    elsewhere({ note: 'theirs', longing: 4 });
    await tab.keep('check-ins', id, checkIn({ note: 'mine' }));
    await tab.sync();
    await tab.resolveConflict('check-ins', id, 'both');
    await tab.sync();
    expect(stored()).toMatchObject({ note: 'mine\n\ntheirs', longing: 4 });
    expect(await here()).toMatchObject({ state: 'stored', data: { note: 'mine\n\ntheirs' } });
  });

  it('is in conflict if an earlier version of the app stored no acknowledged copy', async () => {
    elsewhere({ longing: 4 });
    const other = newId();
    server.write('alice', 'check-ins', other, { ...checkIn({ longing: 4 }) });
    await tab.keep('check-ins', other, checkIn({ note: 'mine' }));
    await tab.sync();
    expect(await tab.get('check-ins', other)).toMatchObject({ state: 'conflict', clashes: ['longing', 'note'] });
    expect(server.body('alice', 'check-ins', other)).toMatchObject({ longing: 4, note: null });
  });

  it('is in conflict if the server was restored in between', async () => {
    server.restore(server.backUp());
    elsewhere({ longing: 4 });
    await tab.keep('check-ins', id, checkIn({ note: 'mine' }));
    await tab.sync();
    expect((await here())?.state).toBe('conflict');
    expect(stored()).toMatchObject({ longing: 4, note: 'before' });
  });
});
