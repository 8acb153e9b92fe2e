/**
 * Which script a module goes into. All that the first screen needs is one script: thirty small ones compress worse, by
 * several kilobytes. What the shared page needs as well is a script of its own, so that neither page runs what is the
 * other's. Of what is imported later, each import has its script, and what several of them need is in two: one for what
 * the app fetches by itself after the start, one for the rooms.
 */
import type { Rollup } from 'vite';

type Info = (id: string) => Pick<Rollup.ModuleInfo, 'importedIds' | 'dynamicallyImportedIds'> | null;

/** The module and all that it imports, and what they do, and so on; not what is imported later. */
function reached(id: string, info: Info, found = new Set<string>()): Set<string> {
  if (found.has(id)) return found;
  found.add(id);
  for (const next of info(id)?.importedIds ?? []) reached(next, info, found);
  return found;
}

/** What those modules import later, and what that imports later, and so on. */
function importedLater(from: Iterable<string>, info: Info, found = new Set<string>()): Set<string> {
  for (const id of from) {
    for (const next of info(id)?.dynamicallyImportedIds ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      importedLater(reached(next, info), info, found);
    }
  }
  return found;
}

/** A room's screens; what else is imported later belongs to the first screen or the store. */
const ROOM = /\/screens\/[\w-]+\.ts$/;

/** What more than one later import needs. */
function common(entries: Iterable<string>, info: Info): Map<string, string> {
  const seen = new Map<string, boolean>();
  const scripts = new Map<string, string>();
  for (const entry of entries) {
    const room = ROOM.test(entry);
    for (const id of reached(entry, info)) {
      const before = seen.get(id);
      if (before !== undefined) scripts.set(id, before && room ? 'rooms' : 'soon');
      seen.set(id, (before ?? true) && room);
    }
  }
  return scripts;
}

interface Pages {
  phone: string;
  share: string;
}

function scriptsOf({ phone, share }: Pages, info: Info): Map<string, string> {
  const first = reached(phone, info);
  const shared = reached(share, info);
  const scripts = common(importedLater(first, info), info);
  // Rolldown finds what the shared page's own later imports share with the app's.
  for (const entry of importedLater(shared, info)) for (const id of reached(entry, info)) scripts.delete(id);
  for (const id of shared) scripts.delete(id);
  for (const id of first) scripts.set(id, shared.has(id) ? 'both' : 'first');
  scripts.delete(phone);
  return scripts;
}

/** The name of the script that a module goes into; null leaves it to Rolldown. */
export function scriptOf(pages: Pages): (id: string, context: { getModuleInfo: Info }) => string | null {
  let scripts: Map<string, string> | null = null;
  return (id, context) => {
    scripts ??= scriptsOf(pages, (one) => context.getModuleInfo(one));
    return scripts.get(id) ?? null;
  };
}
