/**
 * The texts of each language in two parts, each a script of its own, so that a phone fetches its own language only: what
 * the first screen says, and everything else, which comes with the first other screen. `noticing:texts/es-first` and
 * `noticing:texts/es-rest`; together they are the files. `noticing:languages` lists whatever folders there are, and `noticing:neutral`
 * has the neutral line of a nudge and the phone's own action in each of them, for the service worker.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin, Rollup } from 'vite';

const LANGUAGES = fileURLToPath(new URL('../../backend/content/languages/', import.meta.url));
const LIST = '\0noticing:languages';
const NEUTRAL = '\0noticing:neutral';
const TEXTS = /^\0noticing:texts\/([a-zA-Z-]+)-(first|rest)$/;

/** Whole sections, or single texts of one; `*` is each of them. A test walks through the first scripts and looks up all that they say. */
export const FIRST = {
  app: [
    'thisLanguage', 'app', 'rooms', 'now', 'kept', 'notices.label', 'notices.storage', 'notices.updated', 'notices.reload', 'notices.offline', 'lookBack.title', 'lookBack.today', 'lookBack.yesterday', 'practise.title', 'you.title',
    'entry.kept', 'entry.stored', 'entry.parked', 'entry.conflict', 'entry.ownSensation', 'entry.nothingSaid',
    'entry.sharing', 'entry.sessionMark', 'entry.neverMark', 'body.behind', 'body.more', 'body.less', 'body.placeWith',
  ],
  catalogue: ['places', 'sensations', 'responses.*.label'],
};

type File = keyof typeof FIRST;
type Part = 'first' | 'rest';
type Texts = Record<string, Record<string, unknown>>;

export const languages = (): string[] => readdirSync(LANGUAGES).sort();

/** Whether a module is what the first screen says in some language. */
export const isFirst = (id: string | null): boolean => TEXTS.exec(id ?? '')?.[2] === 'first';

const fileOf = (file: File, language: string): string => `${LANGUAGES}${language}/${file}.json`;
const read = (file: File, language: string): Texts => JSON.parse(readFileSync(fileOf(file, language), 'utf8')) as Texts;

/** A section of which single texts come first is whole in the rest, which is laid over it. */
export function part(file: File, language: string, which: Part): Texts {
  const whole = read(file, language);
  if (which === 'first') return picked(whole, FIRST[file]);
  return Object.fromEntries(Object.entries(whole).filter(([section]) => !FIRST[file].includes(section)));
}

function picked(whole: Texts, names: string[]): Texts {
  const found: Texts = {};
  for (const name of names) pick(whole, found, name.split('.'));
  return found;
}

function pick(from: Texts, into: Texts, [name, ...more]: string[]): void {
  for (const each of name === '*' ? Object.keys(from) : [name!]) {
    if (more.length === 0) into[each] = from[each]!;
    else pick(from[each] as Texts, (into[each] ??= {}) as Texts, more);
  }
}

/** Every language with its own name for itself, and how to come by its texts. */
function list(): string {
  const rows = languages().map((language) => {
    const name = JSON.stringify(read('app', language).thisLanguage!.name);
    const load = (which: Part): string => `${which}: () => import('noticing:texts/${language}-${which}')`;
    return `${JSON.stringify(language)}: { name: ${name}, ${load('first')}, ${load('rest')} }`;
  });
  return `export default { ${rows.join(', ')} };`;
}

function neutral(): string {
  const lines = languages().map((language) => {
    const { title, actions } = read('catalogue', language).nudge as { title: string; actions: { something: string } };
    return [language, { title, something: actions.something }];
  });
  return `export default ${JSON.stringify(Object.fromEntries(lines))};`;
}

/** Where the first texts of each language lie, for public/theme.js to ask for beside the page's own scripts. */
function whereFirst(bundle: Rollup.OutputBundle): string {
  const found = Object.values(bundle).flatMap((file) => {
    const [, language, which] = (file.type === 'chunk' && TEXTS.exec(file.facadeModuleId ?? '')) || [];
    return which === 'first' ? [[language, `/${file.fileName}`]] : [];
  });
  return JSON.stringify(Object.fromEntries(found));
}

export function texts(): Plugin {
  return {
    name: 'noticing-texts',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle }) =>
        (bundle ? html.replace('<script src="/theme.js"', `$& data-texts='${whereFirst(bundle)}'`) : html),
    },
    resolveId: (id) => (id.startsWith('noticing:') ? `\0${id}` : undefined),
    load(id) {
      if (id === LIST) return list();
      if (id === NEUTRAL) return neutral();
      const found = TEXTS.exec(id);
      if (!found) return undefined;
      const [language, which] = found.slice(1) as [string, Part];
      for (const file of ['app', 'catalogue'] as const) this.addWatchFile(fileOf(file, language));
      const both = { app: part('app', language, which), catalogue: part('catalogue', language, which) };
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(both))});`;
    },
  };
}
