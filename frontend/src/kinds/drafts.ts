/** The kinds of drafts. */
import { DRAFT_PAGES } from './pages';

/** The kinds that have drafts. */
export const draftKinds = Object.keys(DRAFT_PAGES) as (keyof typeof DRAFT_PAGES)[];

/**
 * The kind of entry that a draft will be. Its name is `<kind>.<anything>`, except that Now's begin with `now.` and the
 * journal's contain no dot: earlier versions named them so.
 */
export function kindOfDraft(name: string): string {
  if (!name.includes('.')) return 'journal';
  const [kind] = name.split('.') as [string];
  return kind === 'now' ? 'check-ins' : kind;
}
