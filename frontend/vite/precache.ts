/**
 * After the build: tells the service worker its files and packs them for it, weighs the first screen, and writes .br and
 * .gz beside whatever WhiteNoise will serve.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';
import { isFirst } from './texts.ts';
import { buildWorker, WORKER } from './worker.ts';

export type Bundle = Rollup.OutputBundle;

/** Compressed JavaScript that the first screen needs, in bytes. */
const FIRST_SCREEN = 45_000;
const COMPRESSIBLE = /\.(js|css|html|json|svg|webmanifest|txt)$/;
/** Below this the header costs more than it saves. */
const WORTH_IT = 512;
const PAGE = 'index.html';
const PACK = 'shell.json';

const brotli = (content: Buffer): Buffer => brotliCompressSync(content, { params: {
  [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
  [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
} });

function chunk(bundle: Bundle, file: string): Rollup.OutputChunk | null {
  const found = bundle[file];
  return found?.type === 'chunk' ? found : null;
}

/** The chunk and all that it imports; with `dynamic` also what it imports later. */
function reach(bundle: Bundle, file: string, dynamic: boolean, found = new Set<string>()): Set<string> {
  const here = chunk(bundle, file);
  if (!here || found.has(file)) return found;
  found.add(file);
  const next = [...here.imports, ...(dynamic ? here.dynamicImports : [])];
  for (const other of next) reach(bundle, other, dynamic, found);
  return found;
}

/** What the page itself names: its entry, its styles, and what lies in `public/`. */
function named(html: string): string[] {
  return [...html.matchAll(/(?:href|src)="\/([^"]+)"/g)].map((match) => match[1]!);
}

/** Styles and pictures that came into being with those chunks. */
function companions(bundle: Bundle, chunks: Set<string>): string[] {
  return [...chunks].flatMap((file) => {
    const { importedCss, importedAssets } = chunk(bundle, file)?.viteMetadata ?? {};
    return [...(importedCss ?? []), ...(importedAssets ?? [])];
  });
}

/** Everything that the phone's page can ask for, in a stable order; the shared page's own files are not among it. */
export function shellFiles(bundle: Bundle, html: string): string[] {
  const entries = named(html);
  const chunks = new Set(entries.flatMap((file) => [...reach(bundle, file, true)]));
  const all = [...entries, ...chunks, ...companions(bundle, chunks)];
  return [...new Set(all)].filter((file) => !file.endsWith('.png')).sort();
}

/** The scripts without which the first screen isn't there. */
export function firstScripts(bundle: Bundle, html: string): string[] {
  const entries = named(html).filter((file) => file.endsWith('.js'));
  return [...new Set(entries.flatMap((file) => [file, ...reach(bundle, file, false)]))];
}

/** What the first screen says in each language; a phone fetches one of them. */
export function firstTexts(bundle: Bundle): string[] {
  return Object.keys(bundle).filter((file) => isFirst(chunk(bundle, file)?.facadeModuleId ?? null));
}

function weigh(folder: string, files: string[]): number {
  return files.reduce((sum, file) => sum + brotli(readFileSync(join(folder, file))).length, 0);
}

/** Changes when any of the files does, those without a digest in their name too. */
function versionOf(folder: string, files: string[]): string {
  const digest = createHash('sha256');
  for (const file of files) digest.update(file).update(readFileSync(join(folder, file)));
  return digest.digest('hex').slice(0, 16);
}

/** The service worker's list, and the files themselves in one, as it fetches them. */
function inform(folder: string, files: string[]): void {
  const path = join(folder, WORKER);
  const version = versionOf(folder, [PAGE, ...files]);
  const packed = Object.fromEntries([['/', PAGE], ...files.map((file) => [`/${file}`, file])]
    .map(([address, file]) => [address!, readFileSync(join(folder, file!), 'utf8')]));
  writeFileSync(join(folder, PACK), JSON.stringify({ version, files: packed }));
  const list = { version, files: Object.keys(packed) };
  const before = readFileSync(path, 'utf8');
  if (!before.includes('__PRECACHE__')) throw new Error('The service worker does not ask for its list.');
  writeFileSync(path, before.replaceAll('__PRECACHE__', JSON.stringify(list)));
}

function compress(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (!COMPRESSIBLE.test(name) || statSync(path).size < WORTH_IT) continue;
    const content = readFileSync(path);
    writeFileSync(`${path}.br`, brotli(content));
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
}

export function precache(): Plugin {
  return {
    name: 'noticing-precache',
    apply: 'build',
    enforce: 'post',
    writeBundle: {
      order: 'post',
      async handler(options, bundle) {
        const folder = options.dir!;
        const html = readFileSync(join(folder, PAGE), 'utf8');
        const files = shellFiles(bundle, html).filter((file) => existsSync(join(folder, file)));
        const wordiest = Math.max(...firstTexts(bundle).map((file) => weigh(folder, [file])));
        const weight = weigh(folder, firstScripts(bundle, html)) + wordiest;
        this.info(`First screen: ${(weight / 1000).toFixed(1)} KB of JavaScript, compressed (at most ${FIRST_SCREEN / 1000}).`);
        if (weight > FIRST_SCREEN) this.error('The first screen has grown beyond what a slow phone opens at once.');
        await buildWorker(folder);
        inform(folder, files);
        compress(folder);
      },
    },
  };
}
