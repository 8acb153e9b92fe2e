/** What an answer of the server means for the item that was sent. Pure; the rules are architecture.md, "Entries and sync". */
import { equal } from '../../logic/equal';
import { fixedZone } from '../../logic/felt';
import { instantOf, type Body } from '../../kinds/kinds';
import type { Answer } from './server';

/** What was sent, and what is known of the entry on the server. */
export interface Sent {
  id: string;
  verb: 'put' | 'delete';
  body: Body | null;
  /** The revision in `If-Match`; null when none was known. */
  base: number | null;
  /** The body last acknowledged; null when that was the deletion, undefined before the first time. */
  acked: Body | null | undefined;
  /** An earlier body that was sent and never acknowledged. */
  sent: Body | undefined;
}

/** The sync stops for now: for a while, or until the person has done something. */
export type Halt =
  | { is: 'wait'; seconds: number | null }
  | { is: 'ask'; ask: 'sign-in' | 'consent' };

export type Verdict =
  | Halt
  /** The server holds exactly this. */
  | { is: 'stored'; revision: number; copy: Body }
  /** It is gone there, and may go here. */
  | { is: 'deleted'; revision: number | null }
  /** The same body again, upon what the server holds: `copy` is null for a deletion, `revision` too for nothing at all. */
  | { is: 'again'; revision: number | null; copy: Body | null }
  /** The same with another zone. */
  | { is: 'changed'; body: Body }
  /** A deletion met an edit from elsewhere: the edit stays, nothing is lost. */
  | { is: 'theirs'; revision: number; copy: Body }
  /** The person sees both and chooses; `copy` is null where theirs is a deletion. */
  | { is: 'conflict'; revision: number; copy: Body | null }
  | { is: 'parked'; problem: { code: string; path: string } };

/** `answer` is null when none came; then nobody knows whether the server has taken it. */
export function decide(sent: Sent, answer: Answer | null): Verdict {
  if (!answer) return { is: 'wait', seconds: null };
  const { status } = answer;
  if (status >= 200 && status < 300) return taken(sent, answer);
  if (status === 410 && sent.verb === 'put') return gone(sent, answer);
  if (status === 412 || status === 428) return stale(sent, answer);
  if (status === 400 && isUnknownZone(sent, answer)) return { is: 'changed', body: inFixedZone(sent.body!) };
  return halted(answer) ?? refused(sent, answer);
}

/** Whatever the request was: is it worth going on at all? */
/** A session that asks for a lock's pass which isn't here is of no more use than none. */
export const isSignedOut = ({ status, code }: { status: number; code: string | undefined }): boolean => status === 401 || code === 'locked';

export function halted({ status, problem, retryAfter }: Answer): Halt | null {
  const code = problem?.code;
  if (isSignedOut({ status, code }) || code === 'reauthentication_required') return { is: 'ask', ask: 'sign-in' };
  if (status === 403 && code === 'consent_required') return { is: 'ask', ask: 'consent' };
  const later = status < 400 || status >= 500 || status === 408 || status === 425 || status === 429;
  return later || code === 'csrf' ? { is: 'wait', seconds: retryAfter } : null;
}

/** A network that signs people in answers 200 to everything: only an entry with its revision is an acknowledgement. */
function taken({ id, verb }: Sent, { status, data }: Answer): Verdict {
  if (verb === 'delete') return status === 204 ? { is: 'deleted', revision: null } : { is: 'wait', seconds: null };
  return isCopy(data) && data.id === id
    ? { is: 'stored', revision: data.revision, copy: data }
    : { is: 'wait', seconds: null };
}

function isCopy(data: unknown): data is Body & { revision: number } {
  return typeof data === 'object' && data !== null && Number.isInteger((data as Body).revision);
}

/** 410. Unchanged since it was acknowledged: let go. Deleted from here, then kept anew: restored. Else: ask. */
function gone({ body, base, acked }: Sent, { problem }: Answer): Verdict {
  const revision = problem?.revision ?? 0;
  if (acked === null && base !== revision) return { is: 'again', revision, copy: null };
  if (acked && equal(body, acked)) return { is: 'deleted', revision };
  return { is: 'conflict', revision, copy: null };
}

/** 412 or 428, with the server's copy. */
function stale(sent: Sent, { problem }: Answer): Verdict {
  const current = problem?.current;
  if (!isCopy(current)) return absent(sent, problem?.code);
  const { revision } = current;
  if (sent.verb === 'put' && equal(current, sent.body)) return { is: 'stored', revision, copy: current };
  if (isOurs(current, sent) && sent.base !== revision) return { is: 'again', revision, copy: current };
  return { is: sent.verb === 'put' ? 'conflict' : 'theirs', revision, copy: current };
}

/** No copy there to be stale against, as on a server that was restored: ours is created anew. */
function absent({ verb, base }: Sent, code = 'stale'): Verdict {
  return verb === 'put' && base !== null ? { is: 'again', revision: null, copy: null } : { is: 'parked', problem: { code, path: '' } };
}

/** What this phone had sent itself, or, on a server that was restored, something older than what this edit is based on. */
function isOurs(current: Body & { revision: number }, { base, acked, sent }: Sent): boolean {
  const known = [acked, sent].filter(Boolean);
  return known.some((body) => equal(current, body)) || (base !== null && current.revision < base);
}

/** Of something that was: a reminder's zone is part of what was asked for, so nothing takes its place. */
function isUnknownZone({ body }: Sent, { problem }: Answer): boolean {
  if (!body || instantOf(body) === null) return false;
  const zone = String(body.zone ?? '');
  const named = problem?.errors?.some((error) => error.code === 'unknown_zone' && error.path === '/zone');
  return Boolean(named) && !zone.startsWith('Etc/GMT');
}

function inFixedZone(body: Body): Body {
  return { ...body, zone: fixedZone(new Date(instantOf(body)!), String(body.zone)) };
}

/** An unknown id can't be deleted again; all else that is refused is refused alone, where it can be seen. */
function refused({ verb }: Sent, { status, problem }: Answer): Verdict {
  if (verb === 'delete' && problem?.code === 'not_found') return { is: 'deleted', revision: null };
  const first = problem?.errors?.[0];
  const code = first?.code ?? problem?.code ?? `http-${status}`;
  return { is: 'parked', problem: { code, path: first?.path ?? '' } };
}
