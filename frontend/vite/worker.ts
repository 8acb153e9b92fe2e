/**
 * The service worker, built by itself: it shares modules with the page, but stands alone in one file, so that the page
 * never waits for it and it never finds half of another version.
 */
import { build } from 'vite';
import { texts } from './texts.ts';

export const WORKER = 'sw.js';

export async function buildWorker(folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [texts()],
    build: {
      target: 'es2022',
      outDir: folder,
      emptyOutDir: false,
      reportCompressedSize: false,
      // It rules over its own folder and below, so it lies at the root, always under the same name; a plain script.
      rolldownOptions: { input: 'src/sw.ts', output: { format: 'iife', entryFileNames: WORKER } },
    },
  });
}
