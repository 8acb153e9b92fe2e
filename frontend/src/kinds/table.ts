/** The kinds of entries, from docs/openapi.json. Written by `make types`; not to be edited. */
import type { components } from '../api-types';

type Schemas = components['schemas'];

/** The body of `PUT /api/<kind>/<id>/`. */
export interface Requests {
  sensations: Schemas['OwnSensationRequest'];
  people: Schemas['KnownPersonRequest'];
  'check-ins': Schemas['CheckInRequest'];
  practices: Schemas['PracticeRequest'];
  repairs: Schemas['RepairRequest'];
  journal: Schemas['JournalEntryRequest'];
  reminders: Schemas['ReminderRequest'];
}

/** What answers add to a body; nothing of it is sent. */
export const READ_ONLY = ['id', 'local_date', 'next_due', 'revision'] as const;

/** What a share can show. */
export const SECTIONS = ['sensations', 'words', 'practices', 'repairs', 'journal', 'people'] as const;

/**
 * `moment`: the field that says on which day it stands; null for what stands on none.
 * `rank`: the lower ones are sent first, so that what is referred to is there.
 * `texts`: what somebody writes, and how many characters it may have.
 * `references`: where the ids of other entries are, each with what stands before it.
 */
export const KINDS = {
  sensations: {
    moment: null,
    rank: 0,
    texts: { label: 60 },
    references: [],
  },
  people: {
    moment: null,
    rank: 0,
    texts: { nickname: 60 },
    references: [],
  },
  'check-ins': {
    moment: 'felt_at',
    rank: 1,
    texts: { note: 20000, 'answers/feeling': 20000, 'answers/protecting': 20000, 'answers/learned': 20000 },
    references: [
      { kind: 'sensations', at: 'sensations/*/code', prefix: 'own:' },
      { kind: 'people', at: 'person', prefix: '' },
    ],
  },
  practices: {
    moment: 'practised_at',
    rank: 2,
    texts: { bracing: 20000, happened: 20000 },
    references: [
      { kind: 'people', at: 'person', prefix: '' },
      { kind: 'check-ins', at: 'before', prefix: '' },
      { kind: 'check-ins', at: 'after', prefix: '' },
    ],
  },
  repairs: {
    moment: 'ruptured_at',
    rank: 3,
    texts: { what: 20000, came: 20000, 'say_it/when': 20000, 'say_it/felt': 20000, 'say_it/imagined': 20000, 'say_it/would_like': 20000 },
    references: [
      { kind: 'people', at: 'person', prefix: '' },
    ],
  },
  journal: {
    moment: 'written_at',
    rank: 4,
    texts: { text: 20000 },
    references: [],
  },
  reminders: {
    moment: null,
    rank: 5,
    texts: { own_words: 120 },
    references: [
      { kind: 'people', at: 'person', prefix: '' },
    ],
  },
} as const;
