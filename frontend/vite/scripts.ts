/**
 * Which script a module goes into. All that the first screen needs is one script: thirty small ones compress worse, by
 * several kilobytes. What the shared page needs as well is a script of its own, so that neither page runs what is the
 * other's. Of what is imported later, each import has its script. What several of them need is in three: what the shared
 * page shows as well, what the app fetches by itself after the start, and what only rooms need.
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
/** By precedence, as a script takes all along that its modules import, but for what is in one before it. */
const NAMES = ['both', 'first', 'report', 'soon', 'rooms'] as const;
type Name = (typeof NAMES)[number];

/** What more than one later import needs. */
function common(entries: Iterable<string>, info: Info): Map<string, Name> {
  const roomsOnly = new Map<string, boolean>();
  const scripts = new Map<string, Name>();
  for (const entry of entries) {
    const room = ROOM.test(entry);
    for (const id of reached(entry, info)) {
      const before = roomsOnly.get(id);
      if (before !== undefined) scripts.set(id, before && room ? 'rooms' : 'soon');
      roomsOnly.set(id, (before ?? true) && room);
    }
  }
  return scripts;
}

interface Pages {
  phone: string;
  share: string;
}

function scriptsOf({ phone, share }: Pages, info: Info): Map<string, Name> {
  const first = reached(phone, info);
  const shared = reached(share, info);
  for (const entry of importedLater([...shared], info)) reached(entry, info, shared);
  const scripts = common(importedLater(first, info), info);
  for (const id of scripts.keys()) if (shared.has(id)) scripts.set(id, 'report');
  for (const id of first) scripts.set(id, shared.has(id) ? 'both' : 'first');
  scripts.delete(phone);
  return scripts;
}

/** For Rolldown: the scripts of several modules; it finds the others itself. */
export function scriptGroups(pages: Pages): { name: (id: string, context: { getModuleInfo: Info }) => Name | null; priority: number }[] {
  let scripts: Map<string, Name> | null = null;
  return NAMES.map((name, at) => ({
    name(id, context) {
      scripts ??= scriptsOf(pages, (one) => context.getModuleInfo(one));
      return scripts.get(id) === name ? name : null;
    },
    priority: NAMES.length - at,
  }));
}
