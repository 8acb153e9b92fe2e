/** What an import takes is what the server takes: the same bodies, and the same verdict (tests/entries/test_bodies.py). */
import { describe, expect, it } from 'vitest';
import bodies from '../../../frontend/src/kinds/bodies.json';
import { allKinds, datedKinds, KINDS, rankOf, referencesOf, textsIn, type Kind } from '../../../frontend/src/kinds/kinds';
import { faultIn, type Schema } from '../../../frontend/src/kinds/schema';
import { equal } from '../../../frontend/src/logic/equal';
import { WORDS } from '../../../frontend/src/logic/length';
import { MOST_NOTICED } from '../../../frontend/src/logic/people';
import { dateOf } from '../../../frontend/src/store/entries/entry';
import cases from '../../entries/bodies.json';
import pairs from '../../entries/equal.json';
import { exampleOf } from '../examples';

interface Case {
  kind: Kind;
  change?: object;
  without?: string[];
  long?: Record<string, number>;
  fault: string | null;
}

function bodyOf({ kind, change, without = [], long = {} }: Case): Record<string, unknown> {
  const texts = Object.entries(long).map(([name, length]) => [name, 'x'.repeat(length)] as const);
  const body: Record<string, unknown> = { ...exampleOf(kind), ...change, ...Object.fromEntries(texts) };
  for (const name of without) delete body[name];
  return body;
}

const verdict = (kind: Kind, body: object): string | null => faultIn(bodies[kind].schema as Schema, body);

describe('a body', () => {
  it.each(allKinds)('of %s is taken as the document shows it', (kind) => {
    expect(verdict(kind, exampleOf(kind))).toBeNull();
  });

  it.each((cases as Case[]).map((each, number) => [each.kind, number, each] as const))('of %s, number %i', (kind, _, each) => {
    expect(verdict(kind, bodyOf(each))).toBe(each.fault);
  });
});

describe('two bodies are equal or not, as to the server', () => {
  it.each(pairs.map((each, number) => [each.kind as Kind, number, each] as const))('of %s, number %i', (kind, _, { change, equal: is }) => {
    expect(equal(exampleOf(kind), { ...exampleOf(kind), ...change })).toBe(is);
  });
});

describe('a body that lacks what a later version added', () => {
  /** What is required, and of a check-in something that it says. */
  function least(kind: Kind): Record<string, unknown> {
    const [whole, { required }] = [exampleOf(kind) as Record<string, unknown>, bodies[kind].schema];
    const names = kind === 'check-ins' ? [...required, 'note'] : kind === 'reminders' ? [...required, 'at'] : required;
    return Object.fromEntries(names.map((name) => [name, whole[name] ?? 'warm']));
  }

  it.each(allKinds)('of %s is taken, read and searched', (kind) => {
    const body = least(kind);
    expect(verdict(kind, body)).toBeNull();
    expect(referencesOf(kind, body)).toEqual([]);
    expect(textsIn(kind, body).every((text) => typeof text === 'string')).toBe(true);
    expect(equal(body, { ...body, made_up: null })).toBe(true);
  });

  it.each(datedKinds)('of %s stands on its day', (kind) => {
    expect(dateOf(least(kind))).toMatch(/^2026-11-2[12]$/);
  });
});

describe('what stands in place of a body that does not open', () => {
  it.each(allKinds)('holds every field of %s', (kind) => {
    expect(Object.keys(bodies[kind].placeholder).sort()).toEqual(Object.keys(bodies[kind].schema.properties).sort());
  });
});

it.each(datedKinds)('every text of %s may be as long as the screens say', (kind) => {
  expect(new Set(Object.values(KINDS[kind].texts))).toEqual(new Set([WORDS]));
});

it('an outbox of an earlier version is sent in order with new items', () => {
  const earlier = { sensations: 0, people: 0, 'check-ins': 1, practices: 2, repairs: 3, journal: 4 };
  for (const [kind, rank] of Object.entries(earlier)) expect([kind, rankOf(kind)]).toEqual([kind, rank]);
});

it('the words of a check-in come before its answers, as search shows the first that matches', () => {
  expect(textsIn('check-ins', { answers: { feeling: 'warm' }, note: 'a warm hand' })).toEqual(['a warm hand', 'warm']);
});

it('a sign is counted as far as the server counts', () => {
  expect(bodies.people.schema.properties.signs.items.properties.count.maximum).toBe(MOST_NOTICED);
});
