import { beforeEach, describe, expect, it } from 'vitest';
import {
  around, isHeld, isWaiting, ledgerOf, metCounts, near, sideBySide, toSuggest, suggestable,
} from '../../../frontend/src/logic/practices';
import { forgetLatest, handOver, isLatest } from '../../../frontend/src/screens/practise/latest';
import { came, going, wayFrom, type Step } from '../../../frontend/src/screens/practise/steps';
import type { CheckIn, Kept, Person, Practice } from '../../../frontend/src/store/types';
import { FakeServer, problem } from '../fake-server';
import { checkIn, newId, Phone, practice, signedIn } from '../phone';

const kept = <D>(data: D, id: string = newId()): Kept<D> => ({ kind: 'practices', id, data, revision: null, state: 'kept' });
const did = (change: Partial<Practice>): Kept<Practice> => kept(practice(change));
const person = (safe: Person['safe']): Kept<Person> => kept({ nickname: 'R.', safe });
const felt = (code: string, strength: number | null) => ({ code, strength, place: null, side: null, texture: null });

describe('a practice', () => {
  it('is waiting until any outcome is recorded', () => {
    expect(isWaiting(practice({ bracing: 'a sigh', person: newId() }))).toBe(true);
    expect(isWaiting(practice({ happened: 'a sigh' }))).toBe(false);
    expect(isWaiting(practice({ met: 'neutral' }))).toBe(false);
  });

  it('held if it was met with care or neutrally', () => {
    const met = ['with-care', 'neutral', 'dismissed', 'shamed', 'punished', 'repair-refused', 'kept-inside', null];
    expect(met.filter((one) => isHeld({ met: one }))).toEqual(['with-care', 'neutral']);
  });
});

describe('the ledger', () => {
  it('lists first what held, then the others, then what is waiting', () => {
    const all = [did({ met: 'shamed' }), did({ met: 'neutral' }), did({}), did({ happened: 'words' }), did({ met: 'with-care' })];
    const [shamed, neutral, waiting, words, care] = all;
    expect(ledgerOf(all)).toEqual({ held: [neutral, care], others: [shamed, words], waiting: [waiting] });
  });

  it('counts in the catalogue\'s order, and only what was recorded', () => {
    const all = [did({ met: 'shamed' }), did({ met: 'with-care' }), did({ met: 'shamed' }), did({})];
    expect(metCounts(all, ['with-care', 'neutral', 'shamed'])).toEqual([{ code: 'with-care', count: 1 }, { code: 'shamed', count: 2 }]);
  });
});

describe('nobody marked "not now" is suggested', () => {
  const [notNow, yes, unsure, unsaid] = [person('not-now'), person('yes'), person('unsure'), person(null)];
  const everybody = [notNow, yes, unsure, unsaid];

  it('among the people to choose from', () => {
    expect(suggestable(everybody)).toEqual([yes, unsure, unsaid]);
  });

  it('nor are waiting practices about them', () => {
    const about = everybody.map(({ id }) => did({ person: id }));
    const [alone, gone, done] = [did({}), did({ person: newId() }), did({ met: 'neutral', person: yes.id })];
    expect(toSuggest([...about, alone, gone, done], everybody)).toEqual([...about.slice(1), alone, gone]);
  });
});

describe('the check-ins near a practice', () => {
  const at = '2026-11-22T12:00:00Z';
  const on = (felt_at: string): Kept => ({ ...kept(checkIn({ felt_at })), kind: 'check-ins' });
  const days = (list: Kept[]): string[] => list.map(({ data }) => data.felt_at.slice(5, 16));

  it('are within two days on their side and a few hours on the other, newest first', () => {
    const all = ['11-20T11:00', '11-20T13:00', '11-22T11:59', '11-22T14:00', '11-22T16:00', '11-24T11:00', '11-24T13:00']
      .map((day) => on(`2026-${day}:00Z`));
    expect(days(near(all, at, 'before'))).toEqual(['11-22T14:00', '11-22T11:59', '11-20T13:00']);
    expect(days(near(all, at, 'after'))).toEqual(['11-24T11:00', '11-22T16:00', '11-22T14:00', '11-22T11:59']);
  });

  it('are the six nearest', () => {
    const all = Array.from({ length: 9 }, (_, hour) => on(`2026-11-22T0${hour}:00:00Z`));
    expect(days(near(all, at, 'before'))).toEqual([8, 7, 6, 5, 4, 3].map((hour) => `11-22T0${hour}:00`));
  });

  it('are searched on every date they may have', () => {
    expect(around(at)).toEqual(['2026-11-19', '2026-11-25']);
  });
});

describe('before and after, side by side', () => {
  it('lists each sensation once, and subtracts nothing', () => {
    const before = checkIn({ sensations: [felt('jaw-tension', 8), felt('numbness', null)] });
    const after = checkIn({ sensations: [felt('ease', 4), felt('jaw-tension', 3)] });
    expect(sideBySide(before, after)).toEqual([
      { code: 'jaw-tension', before: 8, after: 3 }, { code: 'numbness', before: null, after: undefined },
      { code: 'ease', before: undefined, after: 4 },
    ]);
    expect(sideBySide(null, null)).toEqual([]);
  });
});

describe('the steps of a practice', () => {
  const walk = (turn: string, first: Step, data: Practice): { seen: Step[]; end: string } => {
    const seen: Step[] = [];
    let path = `/practise/7/${turn}/${first}`;
    for (let last = false; !last;) {
      const step = [...going, ...came].find((one) => path.endsWith(`/${one}`))!;
      const way = wayFrom(path, '7', step, data);
      seen.push(step);
      expect(way.number).toBe(seen.length);
      ({ next: path, last } = way);
    }
    return { seen, end: path };
  };

  it('lead from each to the next, and finally to the waiting practice', () => {
    expect(walk('going', 'bracing', practice())).toEqual({ seen: ['bracing', 'who', 'before'], end: '/practise/7/kept' });
  });

  it('ask about beliefs only for receiving', () => {
    expect(walk('came', 'happened', practice()).seen).toEqual(['happened', 'met', 'after']);
    expect(walk('came', 'happened', practice({ practice: 'accept-help' })))
      .toEqual({ seen: ['happened', 'met', 'beliefs', 'after'], end: '/practise/7' });
  });

  it('return to the practice if one was opened by itself', () => {
    expect(wayFrom('/practise/7/met', '7', 'met', practice()))
      .toEqual({ number: null, of: 0, next: '/practise/7', last: true, enough: '/practise/7' });
  });
});

describe('undo', () => {
  it('is for the last practice only, until it is forgotten', () => {
    handOver('7');
    expect([isLatest('6'), isLatest('7')]).toEqual([false, true]);
    handOver('8');
    expect([isLatest('7'), isLatest('8')]).toEqual([false, true]);
    forgetLatest();
    expect(isLatest('8')).toBe(false);
  });
});

describe('practices in sync', () => {
  let server: FakeServer;
  const id = newId();
  beforeEach(() => {
    server = new FakeServer();
  });

  it('are sent after the people and check-ins that they refer to', async () => {
    const [tab, phone] = await signedIn(server);
    phone.online = false;
    const ids = { person: newId(), before: newId(), after: newId() };
    await tab.keep('practices', id, practice(ids));
    await tab.keep('check-ins', ids.after, checkIn());
    await tab.keep('check-ins', ids.before, checkIn());
    await tab.keep('people', ids.person, { nickname: 'R.', safe: null });
    phone.online = true;
    await tab.sync();
    expect(server.sent('PUT').map(({ path }) => path.split('/')[2])).toEqual(['people', 'check-ins', 'check-ins', 'practices']);
    expect(await tab.get('practices', id)).toMatchObject({ state: 'stored', data: ids });
  });

  it('arrive on another phone of the same account, newest first', async () => {
    const [tab] = await signedIn(server);
    const earlier = newId();
    await tab.keep('practices', id, practice());
    await tab.keep('practices', earlier, practice({ practised_at: '2026-11-20T09:00:00Z' }));
    await tab.sync();
    const [other] = await signedIn(server);
    expect((await other.list<Practice>('practices')).map((one) => one.id)).toEqual([id, earlier]);
    expect(await other.range('practices', '2026-11-22', '2026-11-22')).toHaveLength(1);
  });

  it('lose the reference to a check-in that is deleted before it was sent', async () => {
    const [tab, phone] = await signedIn(server);
    phone.online = false;
    const [before, after] = [newId(), newId()];
    for (const one of [before, after]) await tab.keep('check-ins', one, checkIn());
    await tab.keep('practices', id, practice({ before, after }));
    await tab.remove('check-ins', before);
    phone.online = true;
    await tab.sync();
    expect(server.body('alice', 'practices', id)).toMatchObject({ before: null, after });
    expect(tab.state()).toMatchObject({ waiting: 0, parked: 0 });
  });

  it('stay on this phone with a check-in that stays', async () => {
    const phone = new Phone(server);
    const tab = phone.open();
    const before = newId();
    await tab.keep('check-ins', before, checkIn());
    server.person('alice');
    await tab.account.signIn('alice', 'a long enough one');
    await tab.answerSend(false);
    await tab.keep('practices', id, practice({ before }));
    await tab.keep('practices', newId(), practice());
    await tab.sync();
    expect(tab.state()).toMatchObject({ held: 2, waiting: 0, parked: 0 });
    expect(server.live('alice')).toHaveLength(1);
  });

  it('are sent again with a fixed zone if the server does not know theirs', async () => {
    const [tab] = await signedIn(server);
    server.unknownZones.add('Asia/Tokyo');
    await tab.keep('practices', id, practice({ zone: 'Asia/Tokyo' }));
    await tab.sync();
    expect(server.body('alice', 'practices', id)).toMatchObject({ zone: 'Etc/GMT-9' });
  });

  it('wait for the person\'s decision, counted apart from check-ins', async () => {
    const [tab] = await signedIn(server);
    server.fault = ({ method }) => (method === 'PUT' ? problem(400, 'invalid', { errors: [{ path: '/happened', code: 'too_long', message: '' }] }) : null);
    await tab.keep('practices', id, practice());
    await tab.sync();
    expect((await tab.undecided<Practice>('practices')).map((one) => [one.id, one.problem?.path])).toEqual([[id, '/happened']]);
    expect(await tab.undecided<CheckIn>()).toEqual([]);
    expect(tab.state().undecided).toEqual({ practices: 1 });
  });
});
