/** What stands on the screens in the place of an entry that nothing opens any more: its day is known, and nothing else. */
import type { CheckIn, JournalEntry, OwnSensation, Person, Practice, Reminder, Repair, Kind } from './types';

const APART = { zone: 'UTC', for_session: false, never_shared: true };

const made: { [K in Kind]: (at: string) => object } = {
  'check-ins': (felt_at): CheckIn => ({
    ...APART, felt_at, sensations: [], responses: [], moment: null, person: null, longing: null, fear: null,
    answers: { feeling: null, protecting: null, learned: null }, note: null, now: null,
  }),
  practices: (practised_at): Practice => ({
    ...APART, practised_at, practice: '', person: null, bracing: null, happened: null, met: null, beliefs: [], before: null, after: null,
  }),
  repairs: (ruptured_at): Repair => ({
    ...APART, ruptured_at, person: null, whose: null, state: 'open', what: null, expected: [], came: null, skills: [], say_it: null,
  }),
  journal: (written_at): JournalEntry => ({ ...APART, written_at, prompt: null, text: '…' }),
  sensations: (): OwnSensation => ({ label: '…', hidden: true }),
  people: (): Person => ({ nickname: '…', safe: null }),
  reminders: (): Reminder => ({
    days: ['mon'], at: '12:00', within: null, zone: 'follow', skip_after_check_in: null, channel: 'push', wording: 'neutral',
    own_words: null, active: false, ends: null,
  }),
};

export const inPlaceOf = (kind: string, date: string): object => made[kind as Kind]?.(`${date || '1970-01-01'}T12:00:00Z`) ?? {};
