import { beforeEach, describe, expect, it } from 'vitest';
import { read } from '../../../frontend/src/logic/import/document';
import { emptyQuery, finder, searchedIn, wordsOf } from '../../../frontend/src/logic/search';
import { countByDay, marksOf, nothing, type OnDay } from '../../../frontend/src/screens/look-back/days';
import { whatIsOn } from '../../../frontend/src/screens/look-back/kept-days';
import { datedKinds, KINDS } from '../../../frontend/src/kinds/kinds';
import type { Dated, DatedKind } from '../../../frontend/src/store/types';
import { FakeServer, problem } from '../fake-server';
import { wholeExample as at } from '../examples';
import { newId, signedIn } from '../phone';

const LATE = '2026-11-22T23:30:00Z';

const kept = (kind: DatedKind, data = at(kind, LATE, 'Europe/Berlin')): Dated =>
  ({ kind, id: newId(), data, revision: null, state: 'kept' }) as Dated;
const onDay = (counts: Partial<OnDay>): OnDay => ({ ...nothing(), ...counts });

describe.each(datedKinds)('every kind that has a date: %s', (kind) => {
  let server: FakeServer;
  const id = newId();
  beforeEach(() => {
    server = new FakeServer();
  });

  it('is counted on its local date', () => {
    expect(countByDay([kept(kind)])).toEqual({ '2026-11-23': onDay({ [kind]: 1 }) });
    expect(whatIsOn(onDay({ [kind]: 1 }))).toMatch(/^1 [a-z -]+$/);
    expect(marksOf(onDay({ [kind]: 1 }))).toEqual(kind === 'check-ins' ? { dots: 1, rings: 0 } : { dots: 0, rings: 1 });
  });

  it('arrives on another phone of the same account, newest first, on its day', async () => {
    const [tab] = await signedIn(server);
    const earlier = newId();
    await tab.keep(kind, id, at(kind, '2026-11-22T09:00:00Z'));
    await tab.keep(kind, earlier, at(kind, '2026-11-20T09:00:00Z'));
    await tab.sync();
    const [other] = await signedIn(server);
    expect((await other.list(kind)).map((one) => one.id)).toEqual([id, earlier]);
    expect((await other.range(kind, '2026-11-20', '2026-11-22')).map((one) => one.id)).toEqual([id, earlier]);
    expect((await other.onDays('2026-11-22', '2026-11-22')).map((one) => [one.kind, one.id])).toEqual([[kind, id]]);
    expect(await other.extent()).toEqual({ counts: onDay({ [kind]: 2 }), first: '2026-11-20', last: '2026-11-22' });
    expect(await other.beside('2026-11-21')).toEqual({ before: '2026-11-20', after: '2026-11-22' });
  });

  it('is sent again with a fixed zone if the server does not know its own', async () => {
    const [tab] = await signedIn(server);
    server.unknownZones.add('Asia/Tokyo');
    await tab.keep(kind, id, at(kind, LATE, 'Asia/Tokyo'));
    await tab.sync();
    expect(server.body('alice', kind, id)).toMatchObject({ zone: 'Etc/GMT-9' });
  });

  it('waits for the person\'s decision, counted apart from other kinds', async () => {
    const [tab] = await signedIn(server);
    server.fault = ({ method }) => (method === 'PUT' ? problem(400, 'invalid', { errors: [{ path: '/zone', code: 'x', message: '' }] }) : null);
    await tab.keep(kind, id, at(kind, LATE));
    await tab.sync();
    expect((await tab.undecided(kind)).map((one) => [one.id, one.problem?.path])).toEqual([[id, '/zone']]);
    expect(tab.state().undecided).toEqual({ [kind]: 1 });
  });

  it('survives export and import', async () => {
    const [tab] = await signedIn(server);
    await tab.keep(kind, id, at(kind, LATE));
    const file = JSON.stringify(await tab.exportLocal());
    expect(read(file)).toMatchObject({ is: 'read', unknownCount: 0, entries: [{ kind, id, body: at(kind, LATE) }] });
  });

  it('is found by every text in it', () => {
    const data = structuredClone(at(kind, LATE));
    const texts = Object.keys(KINDS[kind].texts).map((name, number) => {
      put(data, name.split('/'), `word${number}`);
      return `WORD${number}`;
    });
    const searched = searchedIn({ kind, data } as Dated);
    expect(finder({ ...emptyQuery, words: texts.join(' ') })(searched, wordsOf(searched))).toBe(true);
  });
});

function put(into: Record<string, unknown>, [name, ...rest]: string[], value: string): void {
  if (rest.length === 0) into[name!] = value;
  else put((into[name!] ??= {}) as Record<string, unknown>, rest, value);
}

describe('a day of the calendar', () => {
  it('counts each entry by its own local date', () => {
    const early = kept('practices', at('practices', '2026-11-23T03:00:00Z', 'America/New_York'));
    expect(countByDay([kept('check-ins'), early]))
      .toEqual({ '2026-11-23': onDay({ 'check-ins': 1 }), '2026-11-22': onDay({ practices: 1 }) });
  });

  it('has at most four marks: at least one dot for check-ins and one ring for everything else', () => {
    const marks = (checkIns: number, others: number) => Object.values(marksOf(onDay({ 'check-ins': checkIns, practices: others })));
    expect([marks(2, 0), marks(9, 0), marks(9, 1), marks(9, 9), marks(1, 9), marks(0, 9), marks(1, 1)])
      .toEqual([[2, 0], [4, 0], [3, 1], [3, 1], [1, 3], [0, 4], [1, 1]]);
    expect(marksOf(onDay({ 'check-ins': 9, practices: 1, repairs: 1, journal: 1 }))).toEqual({ dots: 3, rings: 1 });
    expect(marksOf(onDay({ practices: 1, repairs: 1, journal: 1 }))).toEqual({ dots: 0, rings: 3 });
  });

  it('describes what there is, and an empty day as no check-ins', () => {
    expect(whatIsOn(onDay({ 'check-ins': 2 }))).toBe('2 check-ins');
    expect(whatIsOn(onDay({ 'check-ins': 1, practices: 3 }))).toBe('1 check-in and 3 practices');
    expect(whatIsOn(onDay({ repairs: 3, journal: 1 }))).toBe('3 repairs and 1 page of the journal');
    expect(whatIsOn(nothing())).toBe('0 check-ins');
  });
});
