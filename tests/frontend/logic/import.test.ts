import { describe, expect, it } from 'vitest';
import { read, type Brought } from '../../../frontend/src/logic/import/document';
import { MOST, refusalBySize } from '../../../frontend/src/logic/import/refusal';
import { checkIn, newId, page, practice, repair } from '../phone';

const id = newId();
const own = newId();
const reminder = { id, days: ['mon'], at: '20:30', within: null, zone: 'follow', active: true, ends: null };

const file = (entries: object, more: object = {}): string =>
  JSON.stringify({ format: 'noticing', version: 1, exported_at: '2026-11-22T10:00:00Z', entries, ...more });

/** An entry as the server exports it. */
const kept = (change: object = {}): object =>
  ({ id, revision: 7, local_date: '2026-11-22', ...checkIn(), ...change });

describe('an export', () => {
  it('is read completely, with referenced kinds first', () => {
    const whole = file({
      'check-ins': [kept()], people: [{ id, nickname: 'R.', safe: null, color: 'moss', signs: [{ code: 'care', count: 2 }] }], sensations: [{ id: own, label: 'A hum', hidden: false }],
      reminders: [reminder], practices: [{ id, revision: 9, local_date: '2026-11-22', ...practice({ before: id }) }],
      repairs: [{ id, revision: 10, local_date: '2026-11-22', ...repair({ say_it: { when: 'a', felt: null, imagined: null, would_like: null } }) }],
      journal: [{ id, revision: 11, local_date: '2026-11-22', ...page({ prompt: 'early-blueprint-2' }) }],
    }, { account: { username: 'alice' }, rests: [], nudges: [], shares: [] });
    const found = read(whole) as Brought;
    expect(found).toMatchObject({ is: 'read', username: 'alice', takenAt: '2026-11-22T10:00:00Z', unknownCount: 0 });
    expect(found.entries.map(({ kind }) => kind)).toEqual(['sensations', 'people', 'check-ins', 'practices', 'repairs', 'journal', 'reminders']);
  });

  it('made by a phone is read too', () => {
    expect(read(JSON.stringify({ format: 'noticing', version: 1, entries: { 'check-ins': [kept()] } })))
      .toMatchObject({ is: 'read', username: null, takenAt: null });
  });

  it('may contain reminders of other channels', () => {
    const ways = ['email', 'calendar'].map((channel) => ({ ...reminder, id: newId(), channel }));
    expect(read(file({ reminders: ways }))).toMatchObject({ is: 'read', entries: ways.map(({ channel }) => ({ body: { channel } })) });
  });

  it('without entries is valid', () => {
    expect(read(file({}))).toMatchObject({ is: 'read', entries: [] });
  });

  it('counts entries of unknown kinds, and reads the rest', () => {
    expect(read(file({ dreams: [{ id }, { id }], 'check-ins': [kept()] }))).toMatchObject({ unknownCount: 2, entries: [{ id }] });
    expect(read(`{"format":"noticing","version":1,"entries":{"__proto__":[1]}}`)).toMatchObject({ unknownCount: 1, entries: [] });
  });

  it.each(['🌊'.repeat(20_000), 'שלום, \u202bעולם', 'e\u0301\u200d \n\t “x”'])('preserves text exactly, in any script: %.9s', (note) => {
    expect((read(file({ 'check-ins': [kept({ note })] })) as Brought).entries[0]!.body.note).toBe(note);
  });
});

describe('a file that is not an export', () => {
  it.each([
    ['', 'empty'], [' \n', 'empty'], ['{', 'cut-off'], ['{ "for', 'cut-off'], ['{"format": "noticing", "version": 1, "entr', 'cut-off'],
    [file({ 'check-ins': [kept()] }).slice(0, -1), 'cut-off'], ['PK\u0003\u0004', 'not-ours'], ['<html>', 'not-ours'],
    ['[]', 'not-ours'], ['null', 'not-ours'], ['5', 'not-ours'], ['{"format":"other","version":1}', 'not-ours'], ['{"a":', 'not-ours'],
    ['{"format":"noticing","version":2,"things":[]}', 'newer'],
  ])('is refused by a name: %.40s', (text, is) => {
    expect(read(text)).toEqual({ is });
  });

  it('is refused by its size before it is read', () => {
    expect(refusalBySize({ size: 0 })).toEqual({ is: 'empty' });
    expect(refusalBySize({ size: MOST })).toEqual({ is: 'too-large' });
    expect(refusalBySize({ size: MOST - 1 })).toBeNull();
  });
});

describe('a file with an invalid entry', () => {
  const [felt] = checkIn().sensations;

  it.each([
    ['{"format":"noticing","version":"1"}', null, 0, 'version'],
    ['{"format":"noticing","version":1}', null, 0, 'entries'],
    [file([]), null, 0, 'entries'],
    [file({ people: {} }), null, 0, 'entries/people'],
  ])('is refused with its position: %.60s', (text, kind, number, field) => {
    expect(read(text)).toEqual({ is: 'wrong', where: { kind, number, field } });
  });

  it.each([
    [null, ''], ['words', ''], [[], ''],
    [kept({ id: undefined }), 'id'], [kept({ id: 'x' }), 'id'], [kept({ id: id.toUpperCase() }), 'id'],
    [kept({ colour: 'red' }), 'colour'], [kept({ felt_at: undefined }), 'felt_at'], [kept({ felt_at: '2026-11-22T09:14:03' }), 'felt_at'],
    [kept({ sensations: [{ ...felt, strength: 11 }] }), 'sensations/0/strength'], [kept({ sensations: [felt, felt] }), 'sensations/1'],
    [kept({ note: 'a\0b' }), 'note'],
    [kept({ sensations: [], note: ' ' }), ''],
  ])('says which check-in, and where in it: %#', (wrong, field) => {
    const text = file({ 'check-ins': [kept({ id: newId() }), wrong] });
    expect(read(text)).toEqual({ is: 'wrong', where: { kind: 'check-ins', number: 2, field } });
  });

  it('is refused for every other kind too', () => {
    const wrong: [string, object, string][] = [
      ['people', { id, nickname: ' ' }, 'nickname'], ['sensations', { id, label: 'A hum', hidden: 'no' }, 'hidden'],
      ['reminders', { ...reminder, within: { from: '09:00' }, at: null }, 'within/to'],
      ['practices', { id, ...practice({ met: 'well' }) }, 'met'], ['repairs', { id, ...repair(), say_it: { what: 'x' } }, 'say_it/what'],
      ['journal', { id, ...page({ text: ' \n' }) }, 'text'],
    ];
    for (const [kind, entry, field] of wrong) {
      expect(read(file({ [kind]: [entry] }))).toEqual({ is: 'wrong', where: { kind, number: 1, field } });
    }
  });

  it('is refused for a duplicate id', () => {
    expect(read(file({ 'check-ins': [kept(), kept()] }))).toMatchObject({ is: 'wrong', where: { number: 2, field: 'id' } });
  });

  it('is refused however deeply it is nested', () => {
    expect(read(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).toEqual({ is: 'not-ours' });
  });
});
