import { describe, expect, it } from 'vitest';
import { firstScripts, shellFiles, type Bundle } from '../../../frontend/vite/precache';

const chunk = (imports: string[], dynamicImports: string[] = [], css: string[] = []): unknown =>
  ({ type: 'chunk', imports, dynamicImports, viteMetadata: { importedCss: new Set(css), importedAssets: new Set() } });

const bundle = {
  'assets/index-1.js': chunk(['assets/shared-1.js'], ['assets/room-1.js'], ['assets/index-1.css']),
  'assets/shared-1.js': chunk(['assets/svelte-1.js']),
  'assets/svelte-1.js': chunk([]),
  'assets/room-1.js': chunk(['assets/index-1.js', 'assets/chart-1.js'], [], ['assets/room-1.css']),
  'assets/chart-1.js': chunk([]),
  'assets/share-1.js': chunk(['assets/shared-1.js', 'assets/chart-1.js']),
  'sw.js': chunk([]),
} as unknown as Bundle;

const html = `<link rel="manifest" href="/manifest.webmanifest"><link rel="icon" href="/icons/icon.svg">
  <link rel="apple-touch-icon" href="/icons/apple-touch-icon.png"><script src="/theme.js"></script>
  <script type="module" crossorigin src="/assets/index-1.js"></script><link rel="stylesheet" href="/assets/index-1.css">`;

describe('the shell', () => {
  it('is the whole app, later rooms too, without the shared page and the worker', () => {
    expect(shellFiles(bundle, html)).toEqual([
      'assets/chart-1.js', 'assets/index-1.css', 'assets/index-1.js', 'assets/room-1.css', 'assets/room-1.js',
      'assets/shared-1.js', 'assets/svelte-1.js', 'icons/icon.svg', 'manifest.webmanifest', 'theme.js',
    ]);
  });
});

describe('the first screen', () => {
  it('is the entry with its static imports; rooms opened later add nothing', () => {
    expect(firstScripts(bundle, html).sort()).toEqual(
      ['assets/index-1.js', 'assets/shared-1.js', 'assets/svelte-1.js', 'theme.js']);
  });
});
