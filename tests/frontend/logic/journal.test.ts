import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { promptGroups, type PromptGroup } from '../../../frontend/src/catalogue-more';
import { placeOf, suggestedIn, weekOf } from '../../../frontend/src/logic/journal';
import { daysAfter } from '../../../frontend/src/logic/schedule';
import { gistOf, isHeavy, journalRow, topicOf, writingOf } from '../../../frontend/src/parts/entries/journal';
import { Database } from '../../../frontend/src/store/database/database';
import { StorageFailed } from '../../../frontend/src/store/outcome';
import { FakeServer } from '../fake-server';
import { checkIn, newId, page, Phone, practice, repair, signedIn, type Tab } from '../phone';

const MONDAY = '2026-11-23';
const YEARS = Array.from({ length: 4_000 }, (_, day) => daysAfter('2024-01-01', day));

describe('the week’s suggestion', () => {
  it('is a light prompt every day for years, and each light one gets its turn', () => {
    const light = promptGroups.filter(({ weight }) => weight === 'light').flatMap(({ prompts }) => prompts);
    const suggested = YEARS.map((day) => suggestedIn(day, promptGroups)!);
    expect(new Set(suggested.map(({ code }) => code))).toEqual(new Set(light.map(({ code }) => code)));
  });

  it('stays the same from Monday to Sunday, also over the new year, and changes with the next week', () => {
    const week = (from: string) => new Set(Array.from({ length: 7 }, (_, day) => suggestedIn(daysAfter(from, day), promptGroups)!.code));
    for (const from of [MONDAY, '2026-12-28', '2024-12-30', '2020-12-28']) {
      const [one, next] = [week(from), week(daysAfter(from, 7))];
      expect([one.size, next.size]).toEqual([1, 1]);
      expect(one).not.toEqual(next);
    }
  });

  it('depends only on the date', () => {
    expect(['1970-01-05', '1970-01-11', '1970-01-12', '2026-11-22', MONDAY].map(weekOf)).toEqual([0, 0, 1, 2967, 2968]);
  });

  it('is undefined without light prompts', () => {
    const others = promptGroups.filter(({ weight }) => weight !== 'light');
    expect(others.length).toBeGreaterThan(0);
    expect(YEARS.some((day) => suggestedIn(day, others))).toBe(false);
    const mixed: PromptGroup[] = [...others, { code: 'x', weight: 'light', label: '', prompts: [{ code: 'x-1', text: '' }] }];
    expect(new Set(YEARS.map((day) => suggestedIn(day, mixed)!.code))).toEqual(new Set(['x-1']));
  });
});

describe('the prompts', () => {
  it('are fifteen in five groups of every weight, each with its text', () => {
    expect(promptGroups.map(({ prompts }) => prompts.length)).toEqual([3, 3, 3, 3, 3]);
    expect(new Set(promptGroups.map(({ weight }) => weight))).toEqual(new Set(['heavy', 'medium', 'light']));
    expect(promptGroups.flatMap(({ label, prompts }) => [label, ...prompts.map(({ text }) => text)]).every(Boolean)).toBe(true);
  });

  it('are found by their code; free writing and unknown codes have none', () => {
    expect(placeOf('authenticity-2', promptGroups)).toMatchObject({ group: { code: 'authenticity' }, prompt: { code: 'authenticity-2' } });
    expect([placeOf(null, promptGroups), placeOf('authenticity', promptGroups), placeOf('toString', promptGroups)])
      .toEqual([undefined, undefined, undefined]);
    expect([writingOf(null), writingOf('authenticity-2')]).toEqual(['/journal/new/free', '/journal/new/authenticity-2']);
  });

  it('that are heavy show neither themselves nor their pages\' text in a list', () => {
    for (const { weight, label, prompts } of promptGroups) {
      for (const { code, text } of prompts) {
        const row = journalRow({ kind: 'journal', id: 'x', data: page({ prompt: code, text: 'a door' }), revision: null, state: 'kept' });
        expect(row.text).toBe(label);
        expect(row.text).not.toContain(text);
        expect([isHeavy(code), row.note]).toEqual(weight === 'heavy' ? [true, undefined] : [false, 'a door']);
      }
    }
    expect([topicOf(null), gistOf(null, 'x'.repeat(99))]).toEqual(['Free writing', `${'x'.repeat(57)}…`]);
  });
});

describe('a draft', () => {
  let tab: Tab;
  let phone: Phone;
  let server: FakeServer;
  beforeEach(() => {
    server = new FakeServer();
    phone = new Phone(server);
    tab = phone.open();
  });

  it('survives closing the app, as last written', async () => {
    await tab.setDraft('free', 'a door');
    await tab.setDraft('free', 'a door, and 🌊');
    await tab.setDraft('authenticity-2', 'another');
    tab.die();
    const again = phone.open();
    expect(await again.draft('free')).toBe('a door, and 🌊');
    expect(await again.draft('authenticity-1')).toBeNull();
    expect(await again.drafts()).toEqual([{ name: 'authenticity-2', kind: 'journal', text: 'another' }, { name: 'free', kind: 'journal', text: 'a door, and 🌊' }]);
  });

  it('ends when its text is emptied', async () => {
    await tab.setDraft('free', 'a door');
    await tab.setDraft('free', ' \n');
    expect([await tab.draft('free'), await tab.drafts()]).toEqual([null, []]);
  });

  it('is announced when it begins and ends, and not with every pause in typing', async () => {
    let told = 0;
    phone.open().changed.subscribe(() => (told += 1));
    const after = async (text: string): Promise<number> => {
      await tab.setDraft('free', text);
      return told;
    };
    expect([await after('a'), await after('a d'), await after('a door'), await after(''), await after('')]).toEqual([1, 1, 1, 2, 2]);
  });

  it('is deleted once it is kept, and only that one', async () => {
    const id = newId();
    await tab.setDraft('free', 'a door');
    await tab.setDraft('authenticity-2', 'another');
    await tab.keep('journal', id, page({ text: 'a door' }), 'free');
    expect((await tab.drafts()).map(({ name }) => name)).toEqual(['authenticity-2']);
    expect(await tab.get('journal', id)).toMatchObject({ data: { text: 'a door' } });
  });

  it('stays if storage fails to keep the page', async () => {
    await tab.setDraft('free', 'a door');
    const before = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('', 'QuotaExceededError');
    };
    const id = newId();
    await expect(tab.keep('journal', id, page(), 'free')).rejects.toThrow(StorageFailed);
    await expect(tab.setDraft('free', 'a door, open')).rejects.toThrow(StorageFailed);
    IDBObjectStore.prototype.put = before;
    expect([await tab.draft('free'), await tab.get('journal', id)]).toEqual(['a door', undefined]);
    expect(tab.state().storage).toBe('failed');
  });

  it('of changes to a page is deleted once they are kept, even if nothing differs', async () => {
    const id = newId();
    await tab.keep('journal', id, page({ text: 'a door' }));
    for (const text of ['a door, open', 'a door, open']) {
      await tab.setDraft(id, text);
      expect(await tab.amend('journal', id, (data: object) => ({ ...data, text }), id)).toBe(true);
      expect(await tab.draft(id)).toBeNull();
      expect(await tab.get('journal', id)).toMatchObject({ data: { text } });
    }
    await tab.setDraft('gone', 'words');
    expect(await tab.amend('journal', newId(), (data: object) => data, 'gone')).toBe(false);
    expect(await tab.draft('gone')).toBe('words');
  });

  it('goes through the codec into the database, and is never exported', async () => {
    await tab.setDraft('free', 'a canary sings');
    const rows = await new Database(phone.name).read((tx) => tx.objectStore('drafts').getAll());
    expect(rows.map(({ name, ...rest }) => [name, Object.keys(rest)])).toEqual([['free', ['words']]]);
    expect(JSON.stringify(await tab.exportLocal())).not.toContain('canary');
  });

  it('works on a phone whose database is older than drafts', async () => {
    const before = new Phone(server);
    const old = await openDB(before.name, 2, {
      upgrade(db) {
        db.createObjectStore('entries', { keyPath: ['kind', 'id'] }).createIndex('date', ['kind', 'date']);
        const outbox = db.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
        outbox.createIndex('place', ['kind', 'id']);
        outbox.createIndex('order', ['status', 'rank']);
        for (const name of ['meta', 'errand']) db.createObjectStore(name);
        db.createObjectStore('answers', { keyPath: 'nudge' });
      },
    });
    const id = newId();
    await old.put('entries', { kind: 'check-ins', id, data: checkIn(), date: '2026-11-22', state: 'kept', deleted: false });
    const now = before.open(); // while the old tab still has the database open
    old.addEventListener('versionchange', () => old.close());
    await now.setDraft('free', 'a door');
    expect([(await now.list('check-ins')).map((one) => one.id), await now.draft('free')]).toEqual([[id], 'a door']);
  });

  it('is never sent', async () => {
    const [alice] = await signedIn(server);
    await alice.setDraft('free', 'a canary sings');
    await alice.sync();
    expect(JSON.stringify(server.log)).not.toContain('canary');
  });
});

describe('a draft and its owner', () => {
  let server: FakeServer;
  beforeEach(() => {
    server = new FakeServer();
  });

  it('is asked about before signing out deletes it', async () => {
    const [alice] = await signedIn(server);
    await alice.setDraft('free', 'a door');
    expect(await alice.account.signOut({ discardUnsent: false })).toMatchObject({ ok: false, problems: [{ code: 'draft' }] });
    expect([await alice.draft('free'), alice.state().signedIn]).toEqual(['a door', 'yes']);
    expect(await alice.account.signOut({ discardUnsent: true })).toEqual({ ok: true });
    expect(await alice.drafts()).toEqual([]);
  });

  it('is asked about after unsent entries', async () => {
    const [alice, phone] = await signedIn(server);
    phone.online = false;
    await alice.keep('journal', newId(), page());
    await alice.setDraft('free', 'a door');
    expect(await alice.account.signOut({ discardUnsent: false })).toMatchObject({ ok: false, problems: [{ code: 'unsent' }] });
  });

  it('is deleted with the account', async () => {
    const [alice] = await signedIn(server);
    await alice.setDraft('free', 'a door');
    expect(await alice.account.erase()).toEqual({ ok: true });
    expect(await alice.drafts()).toEqual([]);
  });

  it('is kept when its writer signs up', async () => {
    server.person('alice');
    const tab = new Phone(server).open();
    await tab.setDraft('free', 'a door');
    await tab.account.signIn('alice', 'a long enough one');
    await tab.sync();
    expect([await tab.draft('free'), tab.state().ask]).toEqual(['a door', null]);
  });

  it('is kept for its writer, and hidden, when somebody else signs in', async () => {
    server.person('robin');
    const [alice] = await signedIn(server);
    await alice.setDraft('free', 'a door');
    await alice.account.signIn('robin', 'a long enough one');
    await alice.sync();
    expect(alice.state()).toMatchObject({ ask: 'other-account', account: { username: 'robin' } });
    expect(await alice.draft('free')).toBeNull();
    await alice.account.signOut({ discardUnsent: false });
    await alice.account.signIn('alice', 'a long enough one');
    expect(await alice.draft('free')).toBe('a door');
  });
});

describe('journal pages in sync', () => {
  it('are sent after repairs, and arrive complete on another phone', async () => {
    const server = new FakeServer();
    const [tab, phone] = await signedIn(server);
    phone.online = false;
    const [id, text] = [newId(), '🌊'.repeat(20_000)];
    await tab.keep('journal', id, page({ prompt: 'early-blueprint-1', text, for_session: true }));
    await tab.keep('repairs', newId(), repair());
    await tab.keep('practices', newId(), practice());
    await tab.keep('check-ins', newId(), checkIn());
    phone.online = true;
    await tab.sync();
    expect(server.sent('PUT').map(({ path }) => path.split('/')[2])).toEqual(['check-ins', 'practices', 'repairs', 'journal']);
    const [other] = await signedIn(server);
    expect(await other.get('journal', id)).toMatchObject({ state: 'stored', data: { prompt: 'early-blueprint-1', text, for_session: true } });
  });
});
