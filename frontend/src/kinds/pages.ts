/** Where the entries of each kind are shown. */
import type { DatedKind, Kind } from './kinds';

/** The page that lists them. */
export const PAGES: Record<Kind, string> = {
  'check-ins': '/look-back', practices: '/practise', repairs: '/practise/repairs', journal: '/practise/journal',
  reminders: '/you/reminders', sensations: '/you/sensations', people: '/you/people',
};

/** The page of one entry, without its id. */
export const ENTRY_PAGES: Record<DatedKind, string> = {
  'check-ins': '/entry', practices: '/practise', repairs: '/repair', journal: '/journal',
};

/** The page where somebody finds the drafts of each kind that has any. */
export const DRAFT_PAGES = { 'check-ins': '/', journal: PAGES.journal } satisfies Partial<Record<Kind, string>>;
