import { beforeEach, describe, expect, it } from 'vitest';
import { beside, isFresh, newName } from '../../../frontend/src/logic/begun';
import { kindOfDraft } from '../../../frontend/src/kinds/drafts';
import { unplaced } from '../../../frontend/src/logic/felt-places';
import { begunDay } from '../../../frontend/src/parts/time/begun-day';
import { ownDayName } from '../../../frontend/src/parts/time/days';
import { FakeServer } from '../fake-server';
import { Phone, type Tab } from '../phone';

const at = (day: number, hour: number, minute = 0): Date => new Date(2026, 5, day, hour, minute);
const fresh = (touched: Date | number, now: Date): boolean => isFresh({ touched: Number(touched) }, now);

describe('a check-in begun on Now', () => {
  it.each([
    ['at once', at(3, 20), at(3, 20), true],
    ['after 29 minutes', at(3, 20), at(3, 20, 29), true],
    ['after half an hour', at(3, 20), at(3, 20, 30), false],
    ['past midnight', at(3, 23, 50), at(4, 0, 5), false],
    ['by a clock that was set back', at(3, 20), at(3, 19, 55), false],
    ['after Leave', 0, at(3, 20), false],
  ])('is restored or offered: %s', (_, touched, now, expected) => {
    expect(fresh(touched, now)).toBe(expected);
  });

  it('merges with what was tapped meanwhile, which stays as it is', () => {
    const before = [unplaced('ease', 2), unplaced('numbness', 4)];
    expect(beside([unplaced('ease', 8)], before)).toEqual([unplaced('ease', 8), unplaced('numbness', 4)]);
  });

  it.each([
    [3, 'today'], [4, 'yesterday'], [5, 'on Wednesday'], [9, 'on Wednesday'], [10, `on ${ownDayName('2026-06-03', at(10, 21))}`],
  ])('is named by its day: seen on 3 to 10 June (%i)', (day, words) => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(begunDay({ felt_at: at(3, 20, 14).toISOString(), zone }, at(day, 21))).toBe(words);
  });

  it('gets a unique draft name, which says that it will be a check-in', () => {
    const names = [newName(), newName()];
    expect(new Set(names).size).toBe(2);
    expect(names.map(kindOfDraft)).toEqual(['check-ins', 'check-ins']);
  });
});

describe('a draft that replaces others', () => {
  let phone: Phone;
  let tab: Tab;
  const names = async (): Promise<string[]> => (await tab.drafts()).map(({ name }) => name);

  beforeEach(() => {
    phone = new Phone(new FakeServer());
    tab = phone.open();
  });

  it('deletes these, and only these', async () => {
    await tab.setDraft('one', 'a');
    await tab.setDraft('another', 'b');
    await tab.setDraft('next', 'a and more', ['one']);
    expect(await names()).toEqual(['another', 'next']);
  });

  it('exists twice if two windows continue the same draft: neither overwrites the other', async () => {
    const other = phone.open();
    await tab.setDraft('one', 'a');
    await Promise.all([tab.setDraft('here', 'a, here', ['one']), other.setDraft('there', 'a, there', ['one'])]);
    expect((await tab.drafts()).map(({ text }) => text)).toEqual(['a, here', 'a, there']);
  });

  it('deletes them when its text is blank', async () => {
    await tab.setDraft('one', 'a');
    await tab.setDraft('next', '', ['one']);
    expect(await names()).toEqual([]);
  });

  it('keeps them when storage fails', async () => {
    await tab.setDraft('one', 'a');
    const before = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('', 'QuotaExceededError');
    };
    await expect(tab.setDraft('next', 'b', ['one'])).rejects.toThrow();
    IDBObjectStore.prototype.put = before;
    expect(await names()).toEqual(['one']);
  });

  it('is announced when the first draft begins and the last ends, and not in between', async () => {
    let told = 0;
    phone.open().changed.subscribe(() => (told += 1));
    const after = async (...[name, text, instead]: Parameters<Tab['setDraft']>): Promise<number> => {
      await tab.setDraft(name, text, instead);
      return told;
    };
    expect([await after('1', 'a'), await after('2', 'b', ['1']), await after('3', 'c', ['2']), await after('4', '', ['3'])])
      .toEqual([1, 1, 1, 2]);
  });
});
