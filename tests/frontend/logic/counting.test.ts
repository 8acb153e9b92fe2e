/** The phone counts as the server does: the tests of both read tests/patterns/alike.json. */
import { describe, expect, it } from 'vitest';
import structure from '../../../backend/content/catalogue.json';
import { Counting, mean, named, type Counted, type Names } from '../../../frontend/src/logic/patterns/count';
import type { Patterns } from '../../../frontend/src/logic/patterns/shape';
import { monday, weekday, weeksOf } from '../../../frontend/src/logic/patterns/weeks';
import alike from '../../patterns/alike.json';

interface Case {
  name: string;
  from: string;
  to: string;
  names: Names;
  check_ins: (Partial<Counted> & { felt_at: string })[];
  patterns: Patterns;
}

const codesOf = (rows: { code: string }[]): string[] => rows.map(({ code }) => code);
const codes = {
  sensations: codesOf(structure.sensations), responses: codesOf(structure.responses), moments: structure.moments,
  now: structure.now, met: structure.met,
  adaptations: codesOf(structure.responses.filter(({ kind }) => kind === 'adaptation')),
  receiving: codesOf(structure.practices.filter(({ group }) => group === 'receiving')),
};

function counted({ from, to, names, check_ins }: Case, backwards = false): Patterns {
  const counting = new Counting(from, to, codes);
  for (const part of backwards ? [...check_ins].reverse() : check_ins) counting.add({ ...alike.blank, ...part } as Counted);
  return named(counting.patterns(), names);
}

const UNPRACTISED = { practices: 0, received: 0, met: [] };

describe('the phone counts like the server', () => {
  it.each(alike.cases as unknown as Case[])('$name', (given) => {
    expect(counted(given)).toEqual({ ...given.patterns, ...UNPRACTISED });
  });

  it.each(alike.cases as unknown as Case[])('in any order: $name', (given) => {
    expect(counted(given, true)).toEqual({ ...given.patterns, ...UNPRACTISED });
  });
});

describe('counting', () => {
  it('counts practices, and how they were met if recorded, in the catalogue\'s order', () => {
    const counting = new Counting('2026-11-01', '2026-11-30', codes);
    const on = (practised_at: string, met: string | null, practice = 'say-no') =>
      counting.practise({ practice, practised_at, met, zone: 'Europe/Lisbon' });
    for (const met of ['kept-inside', 'with-care', null, 'with-care']) on('2026-11-20T12:00:00Z', met);
    on('2026-11-20T12:00:00Z', null, 'accept-help');
    on('2026-10-31T23:59:00Z', 'with-care', 'accept-help');
    on('2026-12-01T00:00:00Z', 'dismissed');
    expect(counting.patterns()).toMatchObject({
      check_ins: 0, days: 0, practices: 5, received: 1, met: [{ code: 'with-care', count: 2 }, { code: 'kept-inside', count: 1 }],
    });
  });

  it('rounds an exact tie to even, as Python does, and only an exact tie', () => {
    expect([mean(1, 4), mean(3, 4), mean(9, 4), mean(7, 20), mean(9, 20), mean(2, 3), mean(0, 5)])
      .toEqual([0.2, 0.8, 2.2, 0.3, 0.5, 0.7, 0]);
  });

  it('starts weeks on Monday', () => {
    expect(monday('2026-11-22')).toBe('2026-11-16');
    expect(monday('2026-11-23')).toBe('2026-11-23');
    expect([weekday('2026-11-23'), weekday('2026-11-29')]).toEqual([0, 6]);
    expect(weeksOf('2026-12-30', '2027-01-11')).toEqual(['2026-12-28', '2027-01-04', '2027-01-11']);
  });

  it('counts in UTC if this phone does not know the zone', () => {
    const counting = new Counting('2026-11-22', '2026-11-22', codes);
    counting.add({ ...alike.blank, felt_at: '2026-11-22T09:14:03Z', zone: 'Mars/Olympus' });
    expect(counting.patterns().hours[9]).toBe(1);
  });

  it('uses present names, and keeps the given name if this phone has none', () => {
    const row = { ...(alike.cases[1] as unknown as Case).patterns.sensations.at(-1)!, label: 'From the server' };
    const patterns = { ...(alike.cases[1] as unknown as Case).patterns, sensations: [row], people: [] };
    const id = row.code.slice('own:'.length);
    expect(named(patterns, { sensations: { [id]: 'A low hum' }, people: {} }).sensations[0]!.label).toBe('A low hum');
    expect(named(patterns, { sensations: {}, people: {} }).sensations[0]!.label).toBe('From the server');
  });
});
