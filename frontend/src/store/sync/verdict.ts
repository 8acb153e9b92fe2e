/** What the server's answer means for the item that was sent. Pure; the rules are in architecture.md, "Entries and sync". */
import { equal } from '../../logic/equal';
import { fixedZone } from '../../logic/felt';
import { instantOf, type Body } from '../../kinds/kinds';
import { era } from './era';
import { merge } from './merge';
import type { Answer } from './server';
import { stopFor, type SyncStop } from './stop';

/** What was sent, and what is known of the server's version. */
export interface Sent {
  kind: string;
  id: string;
  verb: 'put' | 'delete';
  body: Body | null;
  /** The revision in `If-Match`; null when none was known. */
  base: number | null;
  /** The body last acknowledged; null if that was a deletion, undefined before the first time. */
  acked: Body | null | undefined;
  /** An earlier body that was sent but never acknowledged. */
  sent: Body | undefined;
}

export type Verdict =
  | SyncStop
  /** The server has exactly this. */
  | { is: 'stored'; revision: number; copy: Body }
  /** Deleted on the server, so it can be removed here. */
  | { is: 'deleted'; revision: number | null }
  /**
   * Send the same body again, based on the server's version: `copy` is null for a deletion, `revision` too if there is
   * nothing.
   */
  | { is: 'again'; revision: number | null; copy: Body | null }
  /** Send the same body with another zone. */
  | { is: 'changed'; body: Body }
  /** A deletion conflicts with an edit from elsewhere: the edit stays, so nothing is lost. */
  | { is: 'theirs'; revision: number; copy: Body }
  /** Both versions merged; to be sent, based on the server's. */
  | { is: 'merged'; revision: number; copy: Body; body: Body }
  /** The person sees both versions and chooses; `copy` is null if the server's is a deletion. */
  | { is: 'conflict'; revision: number; copy: Body | null }
  | { is: 'parked'; problem: { code: string; path: string } };

/** `answer` is null when none came: the server may or may not have taken the request. */
export function decide(sent: Sent, answer: Answer | null): Verdict {
  if (!answer) return { is: 'wait', seconds: null };
  const { status } = answer;
  if (status >= 200 && status < 300) return accepted(sent, answer);
  if (status === 410 && sent.verb === 'put') return gone(sent, answer);
  if (status === 412 || status === 428) return stale(sent, answer);
  if (status === 400 && isUnknownZone(sent, answer)) return { is: 'changed', body: inFixedZone(sent.body!) };
  return stopFor(answer) ?? refused(sent, answer);
}

/** A captive portal answers 200 to everything: only an entry with its revision is an acknowledgement. */
function accepted({ id, verb }: Sent, { status, data }: Answer): Verdict {
  if (verb === 'delete') return status === 204 ? { is: 'deleted', revision: null } : { is: 'wait', seconds: null };
  return isCopy(data) && data.id === id
    ? { is: 'stored', revision: data.revision, copy: data }
    : { is: 'wait', seconds: null };
}

function isCopy(data: unknown): data is Body & { revision: number } {
  return typeof data === 'object' && data !== null && Number.isInteger((data as Body).revision);
}

/**
 * 410. Unchanged since it was acknowledged: deleted here too. Deleted here, then kept again: restored. Otherwise a
 * conflict.
 */
function gone({ body, base, acked }: Sent, { problem }: Answer): Verdict {
  const revision = problem?.revision ?? 0;
  if (acked === null && base !== revision) return { is: 'again', revision, copy: null };
  if (acked && equal(body, acked)) return { is: 'deleted', revision };
  return { is: 'conflict', revision, copy: null };
}

/** 412 or 428, with the server's version. */
function stale(sent: Sent, { problem }: Answer): Verdict {
  const current = problem?.current;
  if (!isCopy(current)) return absent(sent, problem?.code);
  const { revision } = current;
  if (sent.verb === 'put' && equal(current, sent.body)) return { is: 'stored', revision, copy: current };
  if (isOurs(current, sent) && sent.base !== revision) return { is: 'again', revision, copy: current };
  if (sent.verb === 'delete') return { is: 'theirs', revision, copy: current };
  const body = merged(sent, current);
  if (!body) return { is: 'conflict', revision, copy: current };
  return equal(body, current) ? { is: 'stored', revision, copy: current } : { is: 'merged', revision, copy: current, body };
}

/**
 * Null where both sides changed the same field, or where the version that both are based on isn't known: an earlier version
 * of the app didn't store it, or the server was restored in between.
 */
function merged({ kind, body, base, acked, sent }: Sent, current: Body & { revision: number }): Body | null {
  if (!acked || base === null || base === current.revision || era(base) !== era(current.revision)) return null;
  const { body: both, clashes } = merge(kind, { base: acked, mine: body!, theirs: current, sent });
  return clashes.length ? null : both;
}

/** The server has no version at all, as after a restoration: create ours again. */
function absent({ verb, base }: Sent, code = 'stale'): Verdict {
  return verb === 'put' && base !== null ? { is: 'again', revision: null, copy: null } : { is: 'parked', problem: { code, path: '' } };
}

/** A version that this phone sent itself or, on a restored server, one older than what this edit is based on. */
function isOurs(current: Body & { revision: number }, { base, acked, sent }: Sent): boolean {
  const known = [acked, sent].filter(Boolean);
  return known.some((body) => equal(current, body)) || (base !== null && current.revision < base);
}

/** Only for entries about something past: a reminder's zone is part of the request, so it isn't replaced. */
function isUnknownZone({ body }: Sent, answer: Answer): boolean {
  if (!body || instantOf(body) === null) return false;
  return refusesZone(answer) && !String(body.zone ?? '').startsWith('Etc/GMT');
}

/** Whether the server doesn't know the zone that was sent. */
export const refusesZone = ({ problem }: Answer): boolean =>
  problem?.errors?.some(({ code, path }) => code === 'unknown_zone' && path === '/zone') ?? false;

function inFixedZone(body: Body): Body {
  return { ...body, zone: fixedZone(new Date(instantOf(body)!), String(body.zone)) };
}

/** Deleting an unknown id counts as done; any other refusal parks this one item, where the person sees it. */
function refused({ verb }: Sent, { status, problem }: Answer): Verdict {
  if (verb === 'delete' && problem?.code === 'not_found') return { is: 'deleted', revision: null };
  const first = problem?.errors?.[0];
  const code = first?.code ?? problem?.code ?? `http-${status}`;
  return { is: 'parked', problem: { code, path: first?.path ?? '' } };
}
