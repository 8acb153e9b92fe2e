/** What the store answers when something needs the server, and what it throws. */

/** One thing that stands in the way, for the form that asked. `field` is the input's name, null for the whole form. */
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
  /** With `deleted`: the tombstone's. */
  revision?: number;
}

export interface ApiAnswer<T> {
  status: number;
  /** The body; null when there is none or when `problem` holds it. */
  data: T;
  problem?: ApiProblem;
}

/** No answer came: off-line, or the server is not there. */
export class Unreachable extends Error {
  override name = 'Unreachable';
}

/** The phone's storage said no. What was to be kept is not kept: leave it on the screen. */
export class StorageFailed extends Error {
  override name = 'StorageFailed';
}

/** That isn't what the lock of this phone was put on with. */
export class WrongSecret extends Error {
  override name = 'WrongSecret';
}
