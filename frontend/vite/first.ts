/**
 * All that the first screen needs in one script: thirty small ones compress worse, by several kilobytes. What the shared
 * page needs as well is a script of its own, so that neither page runs what is the other's.
 */
import type { Rollup } from 'vite';

type Info = (id: string) => Pick<Rollup.ModuleInfo, 'importedIds'> | null;

/** The module and all that it imports, and what they do, and so on; not what is imported later. */
function reached(id: string, info: Info, found = new Set<string>()): Set<string> {
  if (found.has(id)) return found;
  found.add(id);
  for (const next of info(id)?.importedIds ?? []) reached(next, info, found);
  return found;
}

interface Pages {
  phone: string;
  share: string;
}

/** The name of the script that a module goes into; null leaves it to Rolldown. */
export function scriptOf({ phone, share }: Pages): (id: string, context: { getModuleInfo: Info }) => string | null {
  let sets: [first: Set<string>, shared: Set<string>] | null = null;
  return (id, context) => {
    const info: Info = (one) => context.getModuleInfo(one);
    sets ??= [reached(phone, info), reached(share, info)];
    const [first, shared] = sets;
    if (id === phone || !first.has(id)) return null;
    return shared.has(id) ? 'both' : 'first';
  };
}
