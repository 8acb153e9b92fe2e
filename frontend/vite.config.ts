import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { scriptGroups } from './vite/scripts.ts';
import { precache } from './vite/precache.ts';
import { texts } from './vite/texts.ts';
import { zones } from './vite/zones.ts';

/** `npm run dev` beside `manage.py serve`: pages from here, data from there. */
const BACKEND = 'http://localhost:8000';

const source = (name: string): string => fileURLToPath(new URL(`src/${name}`, import.meta.url));

export default defineConfig({
  plugins: [svelte(), texts(), zones(), precache()],
  build: {
    target: 'es2022',
    // The page's policy allows scripts and pictures from its own files only: nothing inline, nothing as data:.
    modulePreload: {
      polyfill: false,
      // A screen's scripts are at hand once the service worker is; to list them all would weigh on the first screen.
      resolveDependencies: (_file, dependencies, { hostType }) =>
        hostType === 'html' ? dependencies : dependencies.filter((name) => name.endsWith('.css')),
    },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: 'index.html', share: 'share.html' },
      output: {
        codeSplitting: { groups: scriptGroups({ phone: source('main.ts'), share: source('share.ts') }) },
      },
    },
  },
  resolve: {
    // The tests lie outside this folder, their packages inside it.
    dedupe: ['fake-indexeddb', 'idb', 'qr', 'svelte'],
  },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': BACKEND, '/_allauth': BACKEND },
  },
  test: {
    dir: '../tests/frontend',
    include: ['**/*.test.ts'],
    setupFiles: ['../tests/frontend/all-texts.ts'],
    // A lock's key is slow to make on purpose, and no test is timed.
    testTimeout: 60_000,
  },
});
