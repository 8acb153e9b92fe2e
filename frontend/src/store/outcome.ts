/** Outcomes of calls that need the server, and the errors that the store throws. */

/** One problem, for the form that asked. `field` is the input's name, null for the whole form. */
export interface FieldProblem {
  field: string | null;
  code: string;
  message: string;
}

export type Outcome = { ok: true } | { ok: false; problems: FieldProblem[] };

/** `application/problem+json` as this API sends it (RFC 9457). */
export interface ApiProblem {
  type?: string;
  title?: string;
  status?: number;
  code: string;
  detail?: string;
  errors?: { path: string; code: string; message: string }[];
  /** With `stale` and `revision_required`: the server's copy. */
  current?: Record<string, unknown>;
  /** With `deleted`: the tombstone's revision. */
  revision?: number;
}

export interface ApiAnswer<T> {
  status: number;
  /** The body; null when there is none or when `problem` holds it. */
  data: T;
  problem?: ApiProblem;
}

/** No answer came: off-line, or the server is down. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** The phone's storage failed. If this was a write, nothing was kept: leave the text on the screen. */
export class StorageFailed extends Error {
  override name = 'StorageFailed';

  /** `updated`: a later version of the app, open in another window, has changed the database. */
  get state(): 'failed' | 'updated' {
    return (this.cause as Error | undefined)?.name === 'VersionError' ? 'updated' : 'failed';
  }
}

/** The secret doesn't match this phone's lock. */
export class WrongSecret extends Error {
  override name = 'WrongSecret';
}
