import { beforeEach, describe, expect, it } from 'vitest';
import { skills } from '../../../frontend/src/catalogue-more';
import { complaint, maySuggest, threadsOf, withPart } from '../../../frontend/src/logic/repairs';
import { emptyQuery, finder, searchedIn, wordsOf } from '../../../frontend/src/logic/search';
import { draftOf } from '../../../frontend/src/parts/entries/say-it';
import { isIn, isTurn, wayThrough, type Turn } from '../../../frontend/src/screens/repair/steps';
import type { Kept, Person, Repair, SayIt } from '../../../frontend/src/store/types';
import { FakeServer, problem } from '../fake-server';
import { newId, practice, repair, signedIn } from '../phone';

const kept = (change: Partial<Repair> = {}): Kept<Repair> =>
  ({ kind: 'repairs', id: newId(), data: repair(change), revision: null, state: 'kept' });
const person = (safe: Person['safe']): Kept<Person> =>
  ({ kind: 'people', id: newId(), data: { nickname: 'R.', safe }, revision: null, state: 'kept' });
const saying = (change: Partial<SayIt>): SayIt => ({ when: null, felt: null, imagined: null, would_like: null, ...change });

describe('the list of repairs', () => {
  const everybody = [person('not-now'), person('yes'), person('unsure'), person(null)];

  it('suggests none about somebody marked "not now", but lists them all', () => {
    const about = everybody.map(({ id }) => kept({ person: id }));
    const [alone, gone] = [kept(), kept({ person: newId() })];
    expect(threadsOf([...about, alone, gone], everybody))
      .toEqual({ open: [...about.slice(1), alone, gone], others: about.slice(0, 1) });
  });

  it('has those that are tended or set aside last, without questions', () => {
    const [open, tended, aside] = [kept(), kept({ state: 'tended' }), kept({ state: 'set-aside' })];
    expect(threadsOf([tended, open, aside], [])).toEqual({ open: [open], others: [tended, aside] });
    expect(maySuggest(tended.data, [])).toBe(false);
  });
});

describe('a draft', () => {
  it('is one text of its parts, in the order of a complaint', () => {
    const whole = { when: 'the call ended early', felt: 'left', imagined: 'that you were tired of me', would_like: 'to hear why' };
    expect(draftOf(whole))
      .toBe('When the call ended early, I felt left. I imagine that you were tired of me. I would like to hear why.');
  });

  it.each([
    [null, ''], [{ felt: 'left' }, 'I felt left.'], [{ when: 'the call ended' }, 'When the call ended.'],
    [{ when: 'you left,', felt: ' small. ' }, 'When you left, I felt small.'],
    [{ imagined: 'you were tired…', would_like: 'to know: are you?' }, 'I imagine you were tired. I would like to know: are you?'],
  ])('leaves out empty parts, and doubles no punctuation: %#', (said, text) => {
    expect(draftOf(said && saying(said))).toBe(text);
  });

  it.each([
    [{ when: 'When the call ended', felt: 'i felt left' }, 'When the call ended, I felt left.'],
    [{ when: 'when… you left', imagined: 'I imagine, that you were tired' }, 'When you left. I imagine that you were tired.'],
    [{ felt: 'I FELT\nsmall', would_like: 'I would like to know' }, 'I felt small. I would like to know.'],
    [{ when: 'whenever you left', felt: 'I felted a hat' }, 'When whenever you left, I felt I felted a hat.'],
  ])('doubles no words that a sentence begins with: %#', (said, text) => {
    expect(draftOf(saying(said))).toBe(text);
  });

  it('keeps text of any language as it is', () => {
    const phrase = (key: string, values: Record<string, string>): string => `${key}(${Object.values(values).join('|')})`;
    expect(complaint(saying({ when: 'שלום', felt: '🌊', would_like: 'يوم' }), phrase)).toBe('whenFelt(שלום|🌊). would_like(يوم).');
  });

  it('is gone when its last part is', () => {
    const one = withPart(null, 'felt', 'left');
    expect(one).toEqual(saying({ felt: 'left' }));
    expect(withPart(one, 'when', 'the call ended')).toEqual(saying({ felt: 'left', when: 'the call ended' }));
    expect(withPart(one, 'felt', null)).toBeNull();
  });
});

describe('the steps of a repair', () => {
  const walk = (turn: Turn, first: string): { seen: string[]; end: string } => {
    const seen: string[] = [];
    let path = `/repair/7/${turn}/${first}`;
    for (let last = false; !last;) {
      seen.push(path.split('/')[4]!);
      const way = wayThrough(turn, '7', seen.at(-1)!);
      expect(way.number).toBe(seen.length);
      ({ next: path, last } = way);
    }
    return { seen, end: path };
  };

  it('lead through the beginning, the draft, and all nine skills', () => {
    expect(walk('begin', 'who')).toEqual({ seen: ['who', 'whose', 'what', 'expected', 'came'], end: '/repair/7/kept' });
    expect(walk('say', 'when')).toEqual({ seen: ['when', 'felt', 'imagined', 'would_like'], end: '/repair/7/say' });
    expect(walk('skills', 'name-impact')).toEqual({ seen: skills.map(({ code }) => code), end: '/repair/7/skills' });
    expect(skills.map(({ group }) => group)).toEqual([...Array(4).fill('listening'), ...Array(5).fill('sharing')]);
  });

  it('reject unknown steps', () => {
    expect([isTurn('begin'), isTurn('toString'), isTurn(undefined), isIn('say', 'who'), isIn('begin', 'who')])
      .toEqual([true, false, false, false, true]);
  });
});

describe('looking back', () => {
  it('finds a repair by any of its texts and by its person', () => {
    const searched = searchedIn({
      kind: 'repairs',
      data: repair({ person: 'robin', what: 'Silêncio', came: 'Uma mensagem', say_it: saying({ felt: 'sozinha' }) }),
    });
    const finds = (query: object): boolean => finder({ ...emptyQuery, ...query })(searched, wordsOf(searched));
    expect(['silencio', 'MENSAGEM', 'sozinha uma'].map((words) => finds({ words }))).toEqual([true, true, true]);
    expect([finds({ person: 'robin' }), finds({ person: 'sam' }), finds({ moment: 'after' }), finds({ sensation: 'ease' })])
      .toEqual([true, false, false, false]);
  });
});

describe('repairs in sync', () => {
  let server: FakeServer;
  const id = newId();
  beforeEach(() => {
    server = new FakeServer();
  });

  it('are sent after practices, and after the person that they are about', async () => {
    const [tab, phone] = await signedIn(server);
    phone.online = false;
    const who = newId();
    await tab.keep('repairs', id, repair({ person: who }));
    await tab.keep('practices', newId(), practice());
    await tab.keep('people', who, { nickname: 'R.', safe: 'not-now' });
    phone.online = true;
    await tab.sync();
    expect(server.sent('PUT').map(({ path }) => path.split('/')[2])).toEqual(['people', 'practices', 'repairs']);
    expect(await tab.get('repairs', id)).toMatchObject({ state: 'stored', data: { person: who } });
  });

  it('arrive on another phone of the same account, newest first, on their days', async () => {
    const [tab] = await signedIn(server);
    const earlier = newId();
    await tab.keep('repairs', id, repair({ say_it: saying({ felt: 'left' }) }));
    await tab.keep('repairs', earlier, repair({ ruptured_at: '2026-11-20T09:00:00Z' }));
    await tab.sync();
    const [other] = await signedIn(server);
    expect((await other.list<Repair>('repairs')).map((one) => one.id)).toEqual([id, earlier]);
    expect((await other.range('repairs', '2026-11-22', '2026-11-22')).map(({ data }) => data.say_it)).toEqual([saying({ felt: 'left' })]);
  });

  it('wait for the person\'s decision, counted apart from other kinds', async () => {
    const [tab] = await signedIn(server);
    server.fault = ({ method }) => (method === 'PUT' ? problem(400, 'invalid', { errors: [{ path: '/what', code: 'too_long', message: '' }] }) : null);
    await tab.keep('repairs', id, repair());
    await tab.sync();
    expect((await tab.undecided<Repair>('repairs')).map((one) => [one.id, one.problem?.path])).toEqual([[id, '/what']]);
    expect(await tab.undecided()).toEqual([]);
    expect(tab.state().undecided).toEqual({ repairs: 1 });
  });
});
