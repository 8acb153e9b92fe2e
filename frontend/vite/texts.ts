/**
 * The texts in two parts: what the first screen says is in its own script, everything else comes with the first other
 * screen. `noticing:app/en/first` and `noticing:app/en/rest`, likewise `noticing:catalogue/...`; together they are the file.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const LANGUAGES = fileURLToPath(new URL('../../backend/content/languages/', import.meta.url));
const NAME = /^\0noticing:(app|catalogue)\/([a-z]+)\/(first|rest)$/;

/** Whole sections, or single texts of one. A test walks through the first scripts and looks up all that they say. */
export const FIRST = {
  app: [
    'app', 'rooms', 'now', 'kept', 'notices', 'lookBack.today', 'lookBack.yesterday',
    'entry.kept', 'entry.stored', 'entry.parked', 'entry.conflict', 'entry.ownSensation', 'entry.nothingSaid',
    'entry.sharing', 'entry.sessionMark', 'entry.neverMark',
  ],
  catalogue: ['places', 'sensations', 'questions', 'responses', 'moments', 'now'],
};

type Part = 'first' | 'rest';
type Texts = Record<string, Record<string, unknown>>;

/** A section of which single texts come first is whole in the rest, which is laid over it. */
export function part(file: keyof typeof FIRST, language: string, which: Part): Texts {
  const whole = JSON.parse(readFileSync(`${LANGUAGES}${language}/${file}.json`, 'utf8')) as Texts;
  if (which === 'first') return picked(whole, FIRST[file]);
  return Object.fromEntries(Object.entries(whole).filter(([section]) => !FIRST[file].includes(section)));
}

function picked(whole: Texts, names: string[]): Texts {
  const found: Texts = {};
  for (const name of names) {
    const [section, text] = name.split('.') as [string, string?];
    if (text) (found[section] ??= {})[text] = whole[section]![text];
    else found[section] = whole[section]!;
  }
  return found;
}

export function texts(): Plugin {
  return {
    name: 'noticing-texts',
    resolveId: (id) => (id.startsWith('noticing:') ? `\0${id}` : undefined),
    load(id) {
      const found = NAME.exec(id);
      if (!found) return undefined;
      const [file, language, which] = found.slice(1) as [keyof typeof FIRST, string, Part];
      this.addWatchFile(`${LANGUAGES}${language}/${file}.json`);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(part(file, language, which)))});`;
    },
  };
}
