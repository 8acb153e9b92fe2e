/** Each kind of entry as an export holds it. The rules are the server's (its OpenAPI document), so that it takes them all. */
import { beliefs, journal, met, moments, now, people, places, practices, repair, responses, sensations } from '../../../../backend/content/catalogue.json';
import { NAME, WORDS } from '../length';
import { MOST_NOTICED } from '../people';
import {
  anything, codesOf, day, fields, flag, id, instant, like, listOf, name, oneOf, optional, wallTime, wholeNumber, words, zone,
  type Check,
} from './fields';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MINUTES_OF_A_DAY = 1440;

const codes = (all: { code: string }[]): string[] => all.map(({ code }) => code);
const either = (one: Check, other: Check): Check => (value) => (one(value) === null ? null : other(value));
const scale = optional(wholeNumber(0, 10));

/** What only the server sets, and what this phone sets itself. */
const READ_ONLY = { id, revision: anything, local_date: anything };

const sensation = fields({
  code: either(oneOf(codes(sensations)), like(/^own:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)),
  strength: scale,
  place: optional(oneOf(codes(places))),
  side: optional(oneOf(['front', 'back'])),
  texture: optional(oneOf(['more', 'less'])),
});

const placed = ({ code, place, side }: Record<string, string | null>): string => [code, place ?? '', side ?? ''].join();

const checkIn = fields({
  ...READ_ONLY,
  felt_at: instant, zone,
  sensations: optional(listOf(sensation, 100, placed)),
  responses: optional(codesOf(codes(responses))),
  moment: optional(oneOf(moments)),
  person: optional(id),
  longing: scale, fear: scale,
  answers: optional(fields({
    feeling: optional(words(WORDS)), protecting: optional(words(WORDS)), learned: optional(words(WORDS)),
  })),
  note: optional(words(WORDS)),
  now: optional(oneOf(now)),
  for_session: optional(flag), never_shared: optional(flag),
});

const practice = fields({
  ...READ_ONLY,
  practice: oneOf(codes(practices)),
  practised_at: instant, zone,
  person: optional(id),
  bracing: optional(words(WORDS)), happened: optional(words(WORDS)),
  met: optional(oneOf(met)),
  beliefs: optional(codesOf(beliefs)),
  before: optional(id), after: optional(id),
  for_session: optional(flag), never_shared: optional(flag),
});

const complaint = fields({
  when: optional(words(WORDS)), felt: optional(words(WORDS)), imagined: optional(words(WORDS)), would_like: optional(words(WORDS)),
});

const rupture = fields({
  ...READ_ONLY,
  ruptured_at: instant, zone,
  person: optional(id),
  whose: optional(oneOf(repair.whose)),
  state: oneOf(['open', 'tended', 'set-aside']),
  what: optional(words(WORDS)), came: optional(words(WORDS)),
  expected: optional(codesOf(repair.braced_for)),
  skills: optional(codesOf(codes(repair.skills))),
  say_it: optional(complaint),
  for_session: optional(flag), never_shared: optional(flag),
});

const page = fields({
  ...READ_ONLY,
  written_at: instant, zone,
  prompt: optional(oneOf(journal.flatMap(({ prompts }) => prompts))),
  text: name(WORDS),
  for_session: optional(flag), never_shared: optional(flag),
});

const SIGNS = [...people.welcoming, ...people.careful];
const sign = fields({ code: oneOf(SIGNS), count: wholeNumber(1, MOST_NOTICED) });

const reminder = fields({
  ...READ_ONLY,
  next_due: anything,
  days: codesOf(DAYS),
  at: optional(wallTime),
  within: optional(fields({ from: wallTime, to: wallTime, times: wholeNumber(1, 5) })),
  zone: optional(zone),
  skip_after_check_in: optional(wholeNumber(1, MINUTES_OF_A_DAY)),
  channel: optional(oneOf(['push', 'email', 'calendar'])),
  wording: optional(oneOf(['neutral', 'own'])),
  own_words: optional(words(120)),
  active: optional(flag),
  ends: optional(day),
});

type Fields = Record<string, unknown>;
const said = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : typeof value === 'string' && value.trim() !== '';

/** At least one thing; the rest only says more about it. */
function saysSomething({ sensations, responses, moment, note, answers }: Fields): boolean {
  return [sensations, responses, moment, note, ...Object.values(answers ?? {})].some(said);
}

const isDue = ({ days, at, within }: Fields): boolean => said(days) && (at ?? null) === null !== ((within ?? null) === null);

const and = (check: Check, whole: (entry: Fields) => boolean): Check => (value) =>
  check(value) ?? (whole(value as Fields) ? null : '');

/** In the order in which they are kept: what others refer to first. */
export const KINDS: Record<string, Check> = {
  sensations: fields({ ...READ_ONLY, label: name(NAME), hidden: optional(flag) }),
  people: fields({
    ...READ_ONLY,
    nickname: name(NAME), safe: optional(oneOf(people.safe)), color: optional(oneOf(people.colors)),
    signs: optional(listOf(sign, SIGNS.length, ({ code }) => code ?? '')),
  }),
  'check-ins': and(checkIn, saysSomething),
  practices: practice,
  repairs: rupture,
  journal: page,
  reminders: and(reminder, isDue),
};
