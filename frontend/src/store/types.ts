/** The shapes that the screens and the store share. The server's own shapes are in `../api-types.ts`, generated. */

/** The path's word in the API. */
export type Kind = 'check-ins' | 'sensations' | 'people';

export type Place =
  | 'head' | 'face' | 'jaw' | 'throat' | 'shoulders' | 'chest' | 'arms'
  | 'hands' | 'back' | 'belly' | 'hips' | 'legs' | 'feet';

export interface Sensation {
  /** A catalogue code, or `own:<uuid>`. */
  code: string;
  /** 0..10, null when not said. The five dots stand for 2, 4, 6, 8 and 10. */
  strength: number | null;
  place: Place | null;
  side: 'front' | 'back' | null;
  texture: 'more' | 'less' | null;
}

export interface Answers {
  feeling: string | null;
  protecting: string | null;
  learned: string | null;
}

/** The body of `PUT /api/check-ins/<id>/`; whole, always. */
export interface CheckIn {
  /** An instant in UTC, whole seconds: `2026-11-22T09:14:03Z`. */
  felt_at: string;
  /** IANA name. */
  zone: string;
  sensations: Sensation[];
  responses: string[];
  moment: 'before' | 'during' | 'after' | null;
  person: string | null;
  longing: number | null;
  fear: number | null;
  answers: Answers;
  note: string | null;
  now: 'eased' | 'same' | 'stirred' | 'unsure' | null;
  for_session: boolean;
  never_shared: boolean;
}

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

export interface Account {
  username: string;
  zone: string | null;
  language: string;
  /** The version consented to, null when withdrawn or never given. */
  consent: string | null;
}

/** One value for everything that the screens say about sync. */
export interface SyncState {
  account: Account | null;
  /** `unsure` until the first answer of the server in this session (or off-line). */
  signedIn: 'yes' | 'no' | 'unsure';
  online: boolean;
  /** Unsent items; with `ask`, what would be sent if the person agrees. */
  waiting: number;
  /** Kept on this phone only, because the person answered `send` with no; `answerSend(true)` offers them again. */
  held: number;
  parked: number;
  conflicts: number;
  /**
   * Something only the person can decide:
   * - `send`: an account is there, and this phone holds entries made before it
   * - `other-account`: the entries here belong to another account; nothing is sent
   * - `sign-in`: the session has ended; everything is kept
   * - `consent`: the account has no consent to the present version
   */
  ask: 'send' | 'other-account' | 'sign-in' | 'consent' | null;
  /** The zone or storage said no to writing: the draft stays on the screen. */
  storage: 'ok' | 'failed';
}
