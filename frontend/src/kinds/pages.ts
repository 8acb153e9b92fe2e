/** The page that lists the entries of each kind. */
import type { Kind } from './kinds';

export const PAGES: Record<Kind, string> = {
  'check-ins': '/look-back', practices: '/practise', repairs: '/practise/repairs', journal: '/practise/journal',
  reminders: '/you/reminders', sensations: '/you/sensations', people: '/you/people',
};
