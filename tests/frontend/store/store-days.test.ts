import { beforeEach, describe, expect, it } from 'vitest';
import type { DatedKind, Extent } from '../../../frontend/src/store';
import { nothing } from '../../../frontend/src/screens/look-back/days';
import { FakeServer } from '../fake-server';
import { checkIn, newId, Phone, practice, signedIn, type Tab } from '../phone';

let tab: Tab;

beforeEach(() => {
  tab = new Phone(new FakeServer()).open();
});

const extent = (counts: Partial<Record<DatedKind, number>>, first: string | null = null, last = first): Extent =>
  ({ counts: { ...nothing(), ...counts }, first, last });

const keepOn = async (at: string, on: Tab = tab): Promise<string> => {
  const id = newId();
  await on.keep('check-ins', id, checkIn({ felt_at: at }));
  return id;
};

describe('the days with entries', () => {
  it('are none at first', async () => {
    await tab.keep('people', newId(), { nickname: 'R', safe: null });
    expect(await tab.extent()).toEqual(extent({}));
    expect(await tab.beside('2026-11-22')).toEqual({ before: null, after: null });
  });

  it('count check-ins, from the first day to the last', async () => {
    for (const at of ['2026-11-20T12:00:00Z', '2026-10-05T23:30:00Z', '2026-11-20T13:00:00Z']) await keepOn(at);
    expect(await tab.extent()).toEqual(extent({ 'check-ins': 3 }, '2026-10-06', '2026-11-20'));
  });

  it('link to the nearest days with entries, past those without', async () => {
    for (const day of ['02', '09', '22']) await keepOn(`2026-11-${day}T12:00:00Z`);
    expect(await tab.beside('2026-11-09')).toEqual({ before: '2026-11-02', after: '2026-11-22' });
    expect(await tab.beside('2026-11-30')).toEqual({ before: '2026-11-22', after: null });
  });

  it('count practices too, and days with nothing else', async () => {
    for (const day of ['02', '22']) await keepOn(`2026-11-${day}T12:00:00Z`);
    for (const day of ['01', '09', '30']) await tab.keep('practices', newId(), practice({ practised_at: `2026-11-${day}T12:00:00Z` }));
    expect(await tab.extent()).toEqual(extent({ 'check-ins': 2, practices: 3 }, '2026-11-01', '2026-11-30'));
    expect(await tab.beside('2026-11-02')).toEqual({ before: '2026-11-01', after: '2026-11-09' });
    expect(await tab.beside('2026-11-09')).toEqual({ before: '2026-11-02', after: '2026-11-22' });
    expect((await tab.range('practices', '2026-11-09', '2026-11-30')).map(({ data }) => data.practised_at.slice(8, 10))).toEqual(['30', '09']);
    expect(await tab.range('check-ins', '2026-11-09', '2026-11-09')).toEqual([]);
  });

  it('tell whether there is a practice at all', async () => {
    await keepOn('2026-11-20T12:00:00Z');
    expect(await tab.hasPractices()).toBe(false);
    const id = newId();
    await tab.keep('practices', id, practice());
    expect(await tab.hasPractices()).toBe(true);
    await tab.remove('practices', id);
    expect(await tab.hasPractices()).toBe(false);
  });

  it('do not count deleted entries, whether the server knows of it or not', async () => {
    const [alice, phone] = await signedIn(new FakeServer());
    const id = await keepOn('2026-11-20T12:00:00Z', alice);
    await alice.sync();
    phone.online = false;
    await alice.remove('check-ins', id);
    expect(await alice.extent()).toEqual(extent({}));
    phone.online = true;
    await alice.sync();
    expect(await alice.extent()).toEqual(extent({}));
  });

  it('list what waits for a decision, and nothing else', async () => {
    const server = new FakeServer();
    const [alice] = await signedIn(server);
    const [other] = await signedIn(server);
    const id = await keepOn('2026-11-20T12:00:00Z', alice);
    await keepOn('2026-11-21T12:00:00Z', alice);
    await alice.sync();
    await other.sync();
    await other.keep('check-ins', id, checkIn({ felt_at: '2026-11-20T12:00:00Z', note: 'there' }));
    await other.sync();
    await alice.keep('check-ins', id, checkIn({ felt_at: '2026-11-20T12:00:00Z', note: 'here' }));
    await alice.sync();
    expect((await alice.undecided()).map((entry) => [entry.id, entry.state, entry.theirs?.note])).toEqual([[id, 'conflict', 'there']]);
  });
});
