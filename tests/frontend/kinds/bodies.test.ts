/** An import accepts the bodies that the server accepts, with the same verdict (tests/entries/test_bodies.py). */
import { describe, expect, it } from 'vitest';
import document from '../../../docs/openapi.json';
import bodies from '../../../frontend/src/kinds/bodies.json';
import { allKinds, datedKinds, KINDS, referencesOf, textsIn, type Kind } from '../../../frontend/src/kinds/kinds';
import { faultIn, type Schema } from '../../../frontend/src/kinds/schema';
import { equal } from '../../../frontend/src/logic/equal';
import { WORDS } from '../../../frontend/src/logic/length';
import { MOST_NOTICED } from '../../../frontend/src/logic/people';
import { dateOf } from '../../../frontend/src/store/entries/entry';
import cases from '../../entries/bodies.json';
import pairs from '../../entries/equal.json';

interface Case {
  kind: Kind;
  change?: object;
  without?: string[];
  long?: Record<string, number>;
  fault: string | null;
}

interface Put {
  put: { requestBody: { content: { 'application/json': { examples: Record<string, { value: object }> } } } };
}

function exampleOf(kind: Kind): object {
  const { put } = (document.paths as unknown as Record<string, Put>)[`/api/${kind}/{id}/`]!;
  return Object.values(put.requestBody.content['application/json'].examples)[0]!.value;
}

function bodyOf({ kind, change, without = [], long = {} }: Case): Record<string, unknown> {
  const texts = Object.entries(long).map(([name, length]) => [name, 'x'.repeat(length)] as const);
  const body: Record<string, unknown> = { ...exampleOf(kind), ...change, ...Object.fromEntries(texts) };
  for (const name of without) delete body[name];
  return body;
}

const verdict = (kind: Kind, body: object): string | null => faultIn(bodies[kind].schema as Schema, body);

describe('a body', () => {
  it.each(allKinds)('of %s is accepted exactly as the OpenAPI document says', (kind) => {
    expect(verdict(kind, exampleOf(kind))).toBeNull();
  });

  it.each((cases as Case[]).map((each, number) => [each.kind, number, each] as const))('of %s, number %i', (kind, _, each) => {
    expect(verdict(kind, bodyOf(each))).toBe(each.fault);
  });
});

describe('two bodies are equal exactly when they are to the server', () => {
  it.each(pairs.map((each, number) => [each.kind as Kind, number, each] as const))('of %s, number %i', (kind, _, { change, equal: is }) => {
    expect(equal(exampleOf(kind), { ...exampleOf(kind), ...change })).toBe(is);
  });
});

describe('the placeholder of a body that cannot be decrypted', () => {
  it.each(allKinds)('has every field of %s', (kind) => {
    expect(Object.keys(bodies[kind].placeholder).sort()).toEqual(Object.keys(bodies[kind].schema.properties).sort());
  });
});

it.each(datedKinds)('every text of %s has the length limit that the screens state', (kind) => {
  expect(new Set(Object.values(KINDS[kind].texts))).toEqual(new Set([WORDS]));
});

it('the count of a sign has the same limit as on the server', () => {
  expect(bodies.people.schema.properties.signs.items.properties.count.maximum).toBe(MOST_NOTICED);
});
