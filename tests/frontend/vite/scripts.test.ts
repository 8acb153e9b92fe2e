import { describe, expect, it } from 'vitest';
import { scriptGroups } from '../../../frontend/vite/scripts';

/** Each module with its static and its dynamic imports. */
const modules: Record<string, [imports: string[], later?: string[]]> = {
  'main.ts': [['Now.svelte', 'time.ts'], ['/screens/you.ts', '/screens/sharing.ts', 'sync.ts']],
  'Now.svelte': [['tile.ts']],
  'share.ts': [['time.ts'], ['Shared.svelte']],
  'Shared.svelte': [['page.ts']],
  '/screens/you.ts': [['form.ts', 'box.ts', 'tile.ts', 'title.ts', 'own.ts']],
  '/screens/sharing.ts': [['form.ts', 'Shared.svelte', 'title.ts']],
  'sync.ts': [['box.ts']],
  'page.ts': [['title.ts']],
};

const context = {
  getModuleInfo: (id: string) => {
    const [importedIds, dynamicallyImportedIds = []] = modules[id] ?? [[]];
    return { importedIds, dynamicallyImportedIds };
  },
};

/** The script of the group with the highest priority that takes the module. */
function scriptOf(id: string): string | null {
  const groups = scriptGroups({ phone: 'main.ts', share: 'share.ts' }).sort((a, b) => b.priority - a.priority);
  return groups.map(({ name }) => name(id, context)).find((name) => name !== null) ?? null;
}

describe('the scripts', () => {
  it.each([
    ['time.ts', 'both'], ['tile.ts', 'first'], ['Now.svelte', 'first'], ['title.ts', 'report'],
    ['box.ts', 'soon'], ['form.ts', 'rooms'], ['own.ts', null], ['page.ts', null], ['main.ts', null], ['share.ts', null],
  ])('put %s into %s', (id, script) => {
    expect(scriptOf(id)).toBe(script);
  });
});
