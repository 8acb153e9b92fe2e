/** The shapes that the screens and the store share. What goes to the server follows from its OpenAPI document. */
import type { components } from '../api-types';
import type { DatedKind, Kind, Whole } from '../kinds/kinds';

export type { DatedKind, Kind } from '../kinds/kinds';

type Schemas = components['schemas'];

export type Place = Schemas['PlaceEnum'];

/** `strength` is 0..10, null when not said; the five dots stand for 2, 4, 6, 8 and 10. */
export type Sensation = Required<Schemas['SensationRequest']>;

export type Answers = Required<Schemas['AnswersRequest']>;

/** The body of `PUT /api/check-ins/<id>/`; whole, always. `felt_at` is in UTC, in whole seconds. */
export type CheckIn = Omit<Whole<'check-ins'>, 'sensations' | 'responses' | 'answers'> & {
  sensations: Sensation[];
  /** Catalogue codes. */
  responses: string[];
  answers: Answers;
};

/** The body of `PUT /api/sensations/<id>/`: a sensation that the person named. Check-ins call it `own:<id>`. */
export type OwnSensation = Whole<'sensations'>;

/**
 * The body of `PUT /api/practices/<id>/`; whole, always. `practised_at` is when it was chosen, and once it has happened,
 * when that was. `person`, `before` and `after` are ids, the last two of check-ins; the others are catalogue codes.
 */
export type Practice = Omit<Whole<'practices'>, 'practice' | 'met' | 'beliefs'> & {
  practice: string;
  met: string | null;
  beliefs: string[];
};

/** A complaint instead of criticism, in four parts; each may be left out. */
export type SayIt = Required<Schemas['SayItRequest']>;

/**
 * The body of `PUT /api/repairs/<id>/`; whole, always: a rupture with one person, open for as long as it likes. `whose`,
 * `expected` (what was braced for) and `skills` (those that were tried) are catalogue codes.
 */
export type Repair = Omit<Whole<'repairs'>, 'whose' | 'expected' | 'skills' | 'say_it'> & {
  whose: string | null;
  expected: string[];
  skills: string[];
  say_it: SayIt | null;
};

/** The body of `PUT /api/journal/<id>/`; whole, always. `prompt` is a catalogue code, null for free writing. */
export type JournalEntry = Omit<Whole<'journal'>, 'prompt'> & { prompt: string | null };

/** Codes are text here: what a later version kept holds some that this one doesn't know. */
interface Loose {
  'check-ins': CheckIn;
  practices: Practice;
  repairs: Repair;
  journal: JournalEntry;
}

/** What was at a time, by the kind: each stands on a day. */
export type DatedBodies = { [K in DatedKind]: K extends keyof Loose ? Loose[K] : Whole<K> };

/**
 * The body of `PUT /api/people/<id>/`. Nobody who is `not-now` is ever put forward by the app. What was kept by an earlier
 * version has no `color` and no `signs`.
 */
export type Person = Required<Pick<Schemas['KnownPersonRequest'], 'nickname' | 'safe'>>
  & Pick<Schemas['KnownPersonRequest'], 'color' | 'signs'>;

export type Weekday = Schemas['DaysEnum'];

/** By which way a reminder comes. A calendar's are rung by the calendar app. */
export type Channel = Schemas['ChannelEnum'];

/** The body of `PUT /api/reminders/<id>/`; whole, always. Exactly one of `at` and `within` is there. */
export type Reminder = Whole<'reminders'>;

/** Where one entry is on its way to the server. */
export type State =
  | 'kept'      // on this phone only, waiting (also when there is no account)
  | 'stored'    // the server has acknowledged exactly this body
  | 'parked'    // the server refused it: see `problem`; other entries go on
  | 'conflict'; // changed elsewhere too: see `theirs`; the person chooses

export interface Kept<Data = CheckIn> {
  kind: Kind;
  /** UUIDv7, made on the phone. */
  id: string;
  data: Data;
  /** The revision that the server last acknowledged; null before the first time. */
  revision: number | null;
  state: State;
  problem?: { code: string; path: string };
  /** The server's copy, where the two differ; null when it was deleted there. */
  theirs?: Data | null;
}

export type KeptOf<K extends DatedKind> = Kept<DatedBodies[K]> & { kind: K };

/** An entry that stands on a day, whatever it is. */
export type Dated = { [K in DatedKind]: KeptOf<K> }[DatedKind];

export interface Account {
  username: string;
  zone: string | null;
  language: string;
  /** The version consented to, null when withdrawn or never given. */
  consent: string | null;
  /** `HH:MM`, both or neither. */
  quiet_from: string | null;
  quiet_to: string | null;
  /** Which devices a nudge goes to. */
  devices: Schemas['DevicesEnum'];
  /** Whether nudges become fewer while nothing is opened. */
  auto_quiet: boolean;
  /** One that was shown to be theirs, or null. */
  email: string | null;
  /** Whether this server can send mail. */
  email_available?: boolean;
  /** The name of `email_available` in what an earlier version kept here. */
  email_to_be_had?: boolean;
  /** When the account and everything in it goes, where that was asked for. */
  erase_at?: string | null;
}

/** What a person sets for all their devices. */
export type Settings = Pick<Account, 'quiet_from' | 'quiet_to' | 'devices' | 'auto_quiet'>;

/** One value for everything that the screens say about sync. */
export interface SyncState {
  account: Account | null;
  /** `unsure` until the first answer of the server in this session (or off-line). */
  signedIn: 'yes' | 'no' | 'unsure';
  online: boolean;
  /** Something was asked to be kept, or let go, and is not written yet. */
  keeping: boolean;
  /** Unsent items that go as soon as they can. */
  waiting: number;
  /** On this phone only: what is `unclaimed`, and what speaks of it. `answerSend(true)` sends all of them. */
  held: number;
  /** Nobody's: kept before anybody signed in, and not given to the account. */
  unclaimed: number;
  /** What the account's server hasn't of the account's own; on a phone without one, everything. */
  unsent: number;
  parked: number;
  conflicts: number;
  /** By kind, how many of them are parked or in conflict. */
  undecided: Record<string, number>;
  /**
   * Something only the person can decide:
   * - `send`: an account is there, and this phone holds entries that are nobody's
   * - `other-account`: entries of another account lie aside on this phone; may they stay?
   * - `sign-in`: the session has ended; everything is kept
   * - `consent`: nobody has consented with this account, or it was taken back
   */
  ask: 'send' | 'other-account' | 'sign-in' | 'consent' | null;
  /** The zone or storage said no to writing: the draft stays on the screen. */
  storage: 'ok' | 'failed';
  /** `unsure` until the store was first asked. While `locked` nothing that is kept can be read, and nothing is sent. */
  lock: 'unsure' | 'none' | 'locked' | 'open';
}
