import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FIRST, languages, part } from '../../../frontend/vite/texts.ts';

const LANGUAGES = fileURLToPath(new URL('../../../backend/content/languages/', import.meta.url));
const SOURCES = fileURLToPath(new URL('../../../frontend/src/', import.meta.url));
const IMPORT = /^\s*(?:import|export)(?! type)[^'"]*?from '(\.[^']+)'/gm;
/** A complete key, or the beginning of one with an inserted part. */
const SAID = /\bt\(\s*(?:'([\w.-]+)'|`([\w.-]+)\.\$\{)/g;

function fileOf(path: string): string {
  const source = ['', '.ts', '.svelte.ts'].map((ending) => path + ending).find((file) => {
    try {
      return readFileSync(file) && true;
    } catch {
      return false;
    }
  });
  return source ?? path.replace(/$/, '/index.ts');
}

/** The sources of the first script: its static imports, recursively. */
function firstSources(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file) || !/\.(ts|svelte)$/.test(file)) return found;
  found.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(IMPORT)) firstSources(fileOf(join(dirname(file), path!)), found);
  return found;
}

function isThere(key: string, texts: unknown): boolean {
  return key.split('.').reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], texts) !== undefined;
}

describe('the texts of the first screen', () => {
  const sources = [...firstSources(join(SOURCES, 'main.ts'))];
  const first = part('app', 'en', 'first');

  it('are searched in the right sources', () => {
    const names = sources.map((file) => file.replace(SOURCES, ''));
    expect(names).toEqual(expect.arrayContaining(['screens/now/Now.svelte', 'parts/time/days.ts', 'store/index.ts']));
    expect(names).not.toContain('screens/look-back/LookBack.svelte');
  });

  it('are all in the first script', () => {
    const said = sources.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(SAID)].map(([, key, start]) => key ?? start!));
    expect(said.length).toBeGreaterThan(40);
    expect(said.filter((key) => !isThere(key, first))).toEqual([]);
  });

  it.each(languages())('are complete in %s, with none left out', (language) => {
    for (const file of ['app', 'catalogue'] as const) {
      const both = { ...part(file, language, 'first'), ...part(file, language, 'rest') };
      const whole = readFileSync(`${LANGUAGES}${language}/${file}.json`, 'utf8');
      expect(both).toEqual(JSON.parse(whole));
      expect(FIRST[file].filter((name) => !isThere(name.split('.*')[0]!, both))).toEqual([]);
    }
  });
});

type Node = string | { [name: string]: Node };

/** Every text with plural forms, by its key. */
function plurals(node: Node, key = ''): [string, string[]][] {
  if (typeof node === 'string') return [];
  if ('other' in node) return [[key, Object.keys(node)]];
  return Object.entries(node).flatMap(([name, child]) => plurals(child, key ? `${key}.${name}` : name));
}

describe.each(languages())('the plurals of %s', (language) => {
  const texts = plurals(JSON.parse(readFileSync(`${LANGUAGES}${language}/app.json`, 'utf8')) as Node);
  const rules = new Intl.PluralRules(language);

  it('have every form that is used', () => {
    const met = new Set(Array.from({ length: 1001 }, (_, n) => rules.select(n)));
    expect(texts.length).toBeGreaterThan(20);
    expect(texts.filter(([, forms]) => [...met].some((form) => !forms.includes(form)))).toEqual([]);
  });

  it('have no form that the language does not use', () => {
    const known: string[] = rules.resolvedOptions().pluralCategories;
    expect(texts.filter(([, forms]) => forms.some((form) => !known.includes(form)))).toEqual([]);
  });
});
