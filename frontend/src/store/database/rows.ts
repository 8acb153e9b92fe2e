/** What a row of each of the phone's tables is. */
import type { Bytes, Sealed } from './codec';
import type { Account, State } from '../types';

/** `[kind, id]`. A kind that this version has no screens for is kept all the same: the feed isn't read twice. */
export type Place = [kind: string, id: string];

/** What the server holds, as far as is known here. */
export interface Copy {
  /** Null for a deletion. */
  data: Sealed | null;
  /** The local date, for check-ins; '' for all else. */
  date: string;
  /** Null where none is known: of a deletion by this phone, or when the server has nothing under that id. */
  revision: number | null;
  /** The server was restored and no longer holds this; what it holds instead has `revision`. */
  lost?: boolean;
}

export interface EntryRow {
  kind: string;
  id: string;
  /** The newest body on this phone; of a deleted entry, the last one, until the server has let go of it. */
  data: Sealed | null;
  date: string;
  /** What the server last acknowledged: the revision that an edit is based on. */
  acked?: Copy;
  /** The last body that was on the wire and was dropped unacknowledged: the server may hold it all the same. */
  sent?: Sealed;
  state: State;
  deleted: boolean;
  problem?: { code: string; path: string };
  /** What has come from elsewhere meanwhile and waits until the item here is settled. */
  theirs?: Copy | undefined;
}

export interface OutboxItem {
  seq?: number;
  kind: string;
  id: string;
  verb: 'put' | 'delete';
  body: Sealed | null;
  /**
   * `sending` has been on the wire and is never changed again; at most one other item per entry waits behind it.
   * `held` stays on this phone by the person's choice. `unclaimed` is nobody's: it was kept while the phone had no owner,
   * and the account that is signed in now hasn't been given it.
   */
  status: 'waiting' | 'sending' | 'held' | 'unclaimed' | 'parked' | 'conflict';
  /** What others refer to goes first. */
  rank: number;
}

export interface Meta {
  /** The account whose entries these are, except what is `unclaimed`; null while all of them are nobody's. */
  owner: string | null;
  account: Account | null;
  /** The question is open whether what is unclaimed goes to the owner's account. */
  undecided?: boolean;
  /** The question is open whether entries of other accounts stay on this phone. */
  apart?: boolean;
  /** A sign-in is under way, or its answer was lost: nobody knows whose session it is before the server has said so. */
  entering?: boolean;
  epoch: string | null;
  /** The revision up to which the change feed has been read. */
  cursor: number;
}

/** This browser as the server's list of devices knows it. */
export interface Device {
  id: string;
  /** The server's public key that it was subscribed with. */
  key: string;
}

/** What the service worker knows while the app is closed. */
export interface WorkerRow {
  /** The CSRF token of the last visit. */
  token: string | null;
  device: Device | null;
  /** Somebody has taken this phone off the list here: it stays off until they say otherwise. */
  declined: boolean;
  /** Whether notifications come with the neutral icon. */
  plain: boolean;
  /** What the app speaks on this phone; null before anybody has signed in since it is kept. */
  language: string | null;
  /** The round in which each of the newest nudges was answered here; absent in rows of earlier versions. */
  answered?: Record<string, number>;
}

/** What somebody answered to a notification, until the server has heard of it; the last answer to each nudge. */
export interface NudgeAnswer {
  nudge: string;
  action: 'opened' | 'later' | 'not-today';
  /** Milliseconds since 1970. */
  at: number;
}

/** Words that are being written and are not kept yet. They are of this phone alone, and go with all else that is on it. */
export interface DraftRow {
  /** Of what they will be. */
  name: string;
  words: Sealed;
  /** Nobody's, as an item of the outbox can be. */
  unclaimed?: boolean;
}

/** What belongs to another account than the phone's owner lies aside, where no screen reads and nothing is sent. */
export type Aside<Row> = Row & { owner: string };

/** The lock of this phone (lock.ts). Nothing in it opens anything without what the person has or knows. */
export interface LockRow {
  id: string;
  /** `on` once all that lay here is sealed; `ending` while it is being opened again. */
  stage: 'sealing' | 'on' | 'ending';
  way: 'passkey' | 'passphrase' | 'pin';
  /** Of whichever function makes a key of what the person has or knows. */
  salt: Bytes;
  /** Of PBKDF2; 0 for a passkey. */
  rounds: number;
  /** The passkey's id. */
  credential: Bytes | null;
  /** The key of all that is kept, wrapped. */
  key: Bytes;
  /** Seals while the app is locked, for the one who opens it later: the public half, and the private one, sealed. */
  inbox: { open: Bytes; sealed: Bytes };
  /** What the server asks of this phone's session while the lock is on, sealed (backend/accounts/session_lock.py). */
  pass: Bytes;
  /** Its SHA-256, in base64url and unsealed: it opens nothing, and is told the server while the app is locked, too. */
  digest?: string;
  /** Whether the server asks for it in this session. Neither was there in earlier versions. */
  bound?: boolean;
  /** Minutes out of sight or untouched after which it locks; 0: whenever it is out of sight. */
  minutes: number;
  /** Wrong tries in a row, and when the last one was, in milliseconds since 1970. */
  wrong: { times: number; at: number };
}
