/** The row types of the phone's tables. */
import type { Bytes, Sealed } from './codec';
import type { Account, State } from '../types';

/** `[kind, id]`. Kinds that this version doesn't know are stored too, since the change feed is read only once. */
export type Place = [kind: string, id: string];

/** The server's version of an entry, as far as this phone knows. */
export interface Copy {
  /** Null for a deletion. */
  data: Sealed | null;
  /** The local date of entries that have one; '' for other kinds. */
  date: string;
  /** Null when unknown: for a deletion made here, or when the server has nothing under that id. */
  revision: number | null;
  /** The server was restored and no longer has this version; `revision` is that of the version it has instead. */
  lost?: boolean;
}

export interface EntryRow {
  kind: string;
  id: string;
  /** The newest body on this phone; for a deleted entry, the last one, until the server acknowledges the deletion. */
  data: Sealed | null;
  date: string;
  /** The version that the server last acknowledged, which an edit is based on. */
  acked?: Copy;
  /** The last body that was sent and then replaced without an acknowledgement: the server may have it all the same. */
  sent?: Sealed;
  state: State;
  deleted: boolean;
  problem?: { code: string; path: string };
  /** A version from elsewhere, held until the outbox item here is settled. */
  theirs?: Copy | undefined;
}

export interface OutboxItem {
  seq?: number;
  kind: string;
  id: string;
  verb: 'put' | 'delete';
  body: Sealed | null;
  /**
   * `sending` has been sent and never changes again; at most one other item per entry waits behind it. `held` stays on this
   * phone by the person's choice. `unclaimed` was kept while the phone had no owner, and hasn't been given to the account
   * that is signed in now.
   */
  status: 'waiting' | 'sending' | 'held' | 'unclaimed' | 'parked' | 'conflict';
  /** Lower ranks are sent first, so that an entry follows what it refers to. */
  rank: number;
}

export interface Meta {
  /** The account that owns the entries here, except the `unclaimed` ones; null when none has an owner. */
  owner: string | null;
  account: Account | null;
  /** The person hasn't said yet whether the unclaimed entries join the owner's account. */
  undecided?: boolean;
  /** The person hasn't said yet whether other accounts' entries may stay on this phone. */
  apart?: boolean;
  /** The server said that the owner's account was erased on another device (account/erased.ts). */
  erased?: boolean;
  /** A sign-in is under way or its answer was lost, so the server has to say whose session it is. */
  entering?: boolean;
  /** Something was deleted here that is to leave the browser's files too (leftovers.ts). */
  leftovers?: boolean | string;
  epoch: string | null;
  /** The change feed has been read up to this revision. */
  cursor: number;
}

/** This browser in the server's list of devices. */
export interface Device {
  id: string;
  /** The server's public key that the push subscription was made with. */
  key: string;
}

/** What the service worker needs to know while the app is closed. */
export interface WorkerRow {
  /** The CSRF token of the last visit. */
  token: string | null;
  device: Device | null;
  /** Somebody took this phone off the list of devices here; it stays off until they add it again. */
  declined: boolean;
  /** Whether notifications use the neutral icon. */
  plain: boolean;
  /** The app's language on this phone; null until somebody signs in with a version that stores it. */
  language: string | null;
  /** The two actions of a notification that the person chose on this phone; absent until then. */
  actions?: NudgeChoice[];
  /** The round in which each of the newest nudges was answered here; absent in rows of earlier versions. */
  answered?: Record<string, number>;
}

/** `something` keeps a check-in (worker/tapped.ts). */
export type NudgeChoice = 'something' | 'later' | 'not-today';

/** The last answer to each nudge from its notification, kept until the server has it. */
export interface NudgeAnswer {
  nudge: string;
  action: 'opened' | 'later' | 'not-today';
  /** Absent in answers that earlier versions stored. */
  round?: number | null;
  /** Milliseconds since 1970. */
  at: number;
}

/**
 * Text that is being written and isn't kept as an entry yet. Drafts never leave this phone, and are erased with everything
 * else on it.
 */
export interface DraftRow {
  /** Identifies what the text will become; it includes the kind (kinds/drafts.ts). */
  name: string;
  words: Sealed;
  /** Without an owner, like an `unclaimed` outbox item. */
  unclaimed?: boolean;
}

/** A row that belongs to another account than the phone's owner. It isn't shown, and isn't sent. */
export type Aside<Row> = Row & { owner: string };

/** The lock of this phone (lock.ts). Nothing here opens anything without the person's secret or passkey. */
export interface LockRow {
  id: string;
  /** `on` once every body is sealed; `ending` while they are being opened again. */
  stage: 'sealing' | 'on' | 'ending';
  way: 'passkey' | 'passphrase' | 'pin';
  /** For deriving the wrapping key from the secret or passkey. */
  salt: Bytes;
  /** PBKDF2 iterations; 0 for a passkey. */
  rounds: number;
  /** The passkey's id. */
  credential: Bytes | null;
  /** The data key, wrapped. */
  key: Bytes;
  /** The key pair for sealing while the app is locked: the public key, and the private key sealed with the data key. */
  inbox: { open: Bytes; sealed: Bytes };
  /**
   * The pass that the server requires of this phone's session while the lock is on, sealed
   * (backend/accounts/session_lock.py).
   */
  pass: Bytes;
  /** Its SHA-256 in base64url, unsealed: it opens nothing, and is sent to the server even while the app is locked. */
  digest?: string;
  /** Whether the server requires the pass in this session. Earlier versions had neither `digest` nor `bound`. */
  bound?: boolean;
  /** Minutes in the background or idle after which the app locks; 0: as soon as it is in the background. */
  minutes: number;
  /** Wrong attempts in a row, and when the last one was, in milliseconds since 1970. */
  wrong: { times: number; at: number };
}
