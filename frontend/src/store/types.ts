/** The types that the screens and the store share. Request bodies derive from the OpenAPI document. */
import type { components } from '../api-types';
import type { DatedKind, Kind, Whole } from '../kinds/kinds';

export type { DatedKind, Kind } from '../kinds/kinds';

type Schemas = components['schemas'];

export type Place = Schemas['PlaceEnum'];

/** `strength` is 0..10, null when not given; the five dots stand for 2, 4, 6, 8 and 10. */
export type Sensation = Required<Schemas['SensationRequest']>;

export type Answers = Required<Schemas['AnswersRequest']>;

/** The complete body of `PUT /api/check-ins/<id>/`. `felt_at` is in UTC, in whole seconds. */
export type CheckIn = Omit<Whole<'check-ins'>, 'sensations' | 'responses' | 'answers'> & {
  sensations: Sensation[];
  /** Catalogue codes. */
  responses: string[];
  answers: Answers;
};

/** The body of `PUT /api/sensations/<id>/`: a sensation that the person named. Check-ins refer to it as `own:<id>`. */
export type OwnSensation = Whole<'sensations'>;

/**
 * The complete body of `PUT /api/practices/<id>/`. `practised_at` is when it was chosen, and after it has happened, when
 * that was. `person`, `before` and `after` are ids, the last two of check-ins; the others are catalogue codes.
 */
export type Practice = Omit<Whole<'practices'>, 'practice' | 'met' | 'beliefs'> & {
  practice: string;
  met: string | null;
  beliefs: string[];
};

/** A complaint instead of criticism, in four parts; each may be left out. */
export type SayIt = Required<Schemas['SayItRequest']>;

/**
 * The complete body of `PUT /api/repairs/<id>/`: a rupture with one person, which may stay open for any time. `whose`,
 * `expected` (what was braced for) and `skills` (those tried) are catalogue codes.
 */
export type Repair = Omit<Whole<'repairs'>, 'whose' | 'expected' | 'skills' | 'say_it'> & {
  whose: string | null;
  expected: string[];
  skills: string[];
  say_it: SayIt | null;
};

/** The complete body of `PUT /api/journal/<id>/`. `prompt` is a catalogue code, null for free writing. */
export type JournalEntry = Omit<Whole<'journal'>, 'prompt'> & { prompt: string | null };

/** Codes are plain strings here: a later version may have stored some that this one doesn't know. */
interface Loose {
  'check-ins': CheckIn;
  practices: Practice;
  repairs: Repair;
  journal: JournalEntry;
}

/** The bodies of the kinds that have a date. */
export type DatedBodies = { [K in DatedKind]: K extends keyof Loose ? Loose[K] : Whole<K> };

/**
 * The body of `PUT /api/people/<id>/`. The app never suggests anybody who is `not-now`. Rows of earlier versions have no
 * `color` and no `signs`.
 */
export type Person = Required<Pick<Schemas['KnownPersonRequest'], 'nickname' | 'safe'>>
  & Pick<Schemas['KnownPersonRequest'], 'color' | 'signs'>;

export type Weekday = Schemas['DaysEnum'];

/** How a reminder is delivered. Those of a calendar are shown by the calendar app. */
export type Channel = Schemas['ChannelEnum'];

/** One moment before a meeting and one after it. */
export type Meeting = Schemas['MeetingRequest'];

/**
 * The complete body of `PUT /api/reminders/<id>/`. Exactly one of `at`, `within` and `meeting` is set. Rows of earlier
 * versions have no `meeting` and no `person`.
 */
export type Reminder = Whole<'reminders'>;

/** The sync state of one entry. */
export type State =
  | 'kept' // only on this phone, waiting (also when there is no account)
  | 'stored'    // the server has acknowledged exactly this body
  | 'parked' // the server refused it: see `problem`; other entries are still sent
  | 'conflict'; // changed elsewhere too: see `theirs`; the person chooses

export interface Kept<Data = CheckIn> {
  kind: Kind;
  /** UUIDv7, made on the phone. */
  id: string;
  data: Data;
  /** The revision that the server last acknowledged; null before the first. */
  revision: number | null;
  state: State;
  problem?: { code: string; path: string };
  /** When the server will send a stored reminder, as it last said: up to three instants. */
  nextDue?: string[];
  /** In a conflict, the server's version; null when it was deleted there. */
  theirs?: Data | null;
  /** In a conflict, the fields to decide on, such as `note` and `answers/feeling`. */
  clashes?: string[];
  /** In a conflict, whether the texts of both versions can be kept, one after the other. */
  canKeepBoth?: boolean;
}

export type KeptOf<K extends DatedKind> = Kept<DatedBodies[K]> & { kind: K };

/** An entry of any kind that has a date. */
export type Dated = { [K in DatedKind]: KeptOf<K> }[DatedKind];

export interface Account {
  username: string;
  zone: string | null;
  language: string;
  /** The version consented to; null when withdrawn or never given. */
  consent: string | null;
  /** `HH:MM`, both or neither. */
  quiet_from: string | null;
  quiet_to: string | null;
  /** Which devices receive a nudge. */
  devices: Schemas['DevicesEnum'];
  /** Whether nudges become fewer while none is opened. */
  auto_quiet: boolean;
  /** A verified address, or null. */
  email: string | null;
  /** Whether this server can send mail. */
  email_available?: boolean;
  /** The name of `email_available` in rows of earlier versions. */
  email_to_be_had?: boolean;
  /** When the account and all its data will be erased, if that was requested. */
  erase_at?: string | null;
}

/** Settings shared by all the person's devices. */
export type Settings = Pick<Account, 'quiet_from' | 'quiet_to' | 'devices' | 'auto_quiet'>;

/** Everything that the screens say about sync, in one value. */
export interface SyncState {
  account: Account | null;
  /** `unsure` until the server's first answer in this session (or while off-line). */
  signedIn: 'yes' | 'no' | 'unsure';
  online: boolean;
  /** A change is requested but not written yet. */
  keeping: boolean;
  /** Unsent items that will be sent as soon as possible. */
  waiting: number;
  /** Entries that stay on this phone: `unclaimed` ones, and those that refer to them. `answerSend(true)` sends them all. */
  held: number;
  /** Kept before anybody signed in, and not given to the account. */
  unclaimed: number;
  /** The owner's entries that the server doesn't have; on a phone without an account, all of them. */
  unsent: number;
  /** Check-ins from notifications that their owner hasn't seen yet: `keep` or delete their drafts (logic/tapped.ts). */
  tapped: number;
  parked: number;
  conflicts: number;
  /** How many are parked or in conflict, by kind. */
  undecided: Record<string, number>;
  /**
   * A decision only the person can make:
   * - `send`: the phone has an account and unclaimed entries
   * - `other-account`: entries of another account lie aside on this phone; may they stay?
   * - `erased`: the account was erased on another device
   * - `sign-in`: the session has ended; everything is kept
   * - `consent`: this account hasn't consented, or has withdrawn
   */
  ask: 'send' | 'other-account' | 'erased' | 'sign-in' | 'consent' | null;
  /**
   * `failed` when the phone's storage couldn't be read or written: a draft stays on the screen. `updated` when a later
   * version of the app has changed it: this window has to be reloaded.
   */
  storage: 'ok' | 'failed' | 'updated';
  /** `unsure` until the store was first read. While `locked`, nothing stored can be read, and nothing is sent. */
  lock: 'unsure' | 'none' | 'locked' | 'open';
}
