/** A fake server with the rules of PUT, DELETE, the change feed and the session, and with faults on demand. */
import { equal } from '../../frontend/src/logic/equal';
import { nothingNudged, nudging, type Nudging } from './fake-nudging';

type Body = Record<string, unknown>;

export interface Stored {
  kind: string;
  id: string;
  revision: number;
  /** Null for a tombstone. */
  body: Body | null;
}

export interface Person {
  password: string;
  consent: string | null;
  zone: string | null;
  language: string;
  quiet_from: string | null;
  quiet_to: string | null;
  devices: 'latest' | 'all';
  nudging: Nudging;
  counter: number;
  entries: Map<string, Stored>;
}

export interface Request {
  method: string;
  path: string;
  body: Body | undefined;
  headers: Record<string, string>;
  /** The SHA-256 of the pass. */
  lock?: string | undefined;
}

export interface Answer {
  status: number;
  body?: object | undefined;
  headers?: Record<string, string>;
}

/**
 * What happens to a request: it is lost, its answer is lost, the tab crashes before or after it, or it gets another answer.
 */
export type Fault = 'lost' | 'answer-lost' | 'crash-before' | 'crash-after' | Answer;

export const problem = (status: number, code: string, more: object = {}): Answer =>
  ({ status, body: { status, code, ...more }, headers: { 'Content-Type': 'application/problem+json' } });

const UNKNOWN_ZONE = problem(400, 'invalid', { errors: [{ path: '/zone', code: 'unknown_zone', message: '' }] });

export class FakeServer {
  people = new Map<string, Person>();
  epoch = 'epoch-1';
  unknownZones = new Set<string>();
  /** The accounts whose sessions are still told that they were erased. */
  erased = new Set<string>();
  /** The public key that subscriptions are made with. */
  pushKey = 'BPushKeyOne';
  /** Every request received. */
  log: Request[] = [];
  /** Called for each request; null lets it through. */
  fault: (request: Request) => Fault | null = () => null;

  /** When each reminder comes next. */
  nextDue = ({ revision }: Stored): string[] => [`2026-11-23T20:30:0${revision % 10}Z`];

  /** With the fields that only the server knows. */
  shown = (stored: Stored): Body => {
    const { kind, id, revision, body } = stored;
    return { ...body, id, revision, ...(kind === 'reminders' && { next_due: this.nextDue(stored) }) };
  };

  person(username: string, password = 'a long enough one'): Person {
    const found = this.people.get(username);
    if (found) return found;
    const person: Person = {
      password, consent: '2026-11-22', zone: null, language: 'en', quiet_from: null, quiet_to: null, devices: 'latest', counter: 0,
      entries: new Map<string, Stored>(), nudging: nothingNudged(),
    };
    this.people.set(username, person);
    return person;
  }

  /** A person's entries, without tombstones. */
  live(username: string): Stored[] {
    return [...this.person(username).entries.values()].filter((each) => each.body);
  }

  body(username: string, kind: string, id: string): Body | null | undefined {
    return this.person(username).entries.get(`${kind}/${id}`)?.body;
  }

  sent(method: string): Request[] {
    return this.log.filter((request) => request.method === method && /^\/api\/[a-z-]+\/.+/.test(request.path));
  }

  /** A write by another device. */
  write(username: string, kind: string, id: string, body: Body | null): Stored {
    const person = this.person(username);
    person.counter += 1;
    const stored = { kind, id, revision: person.counter, body };
    person.entries.set(`${kind}/${id}`, stored);
    return stored;
  }

  /** Another device erases the account. */
  eraseElsewhere(username: string): void {
    this.people.delete(username);
    this.erased.add(username);
  }

  backUp(): Map<string, Person> {
    return structuredClone(this.people);
  }

  /** Like `manage.py restore`: a new epoch, and a million added to every counter. */
  restore(backup: Map<string, Person>): void {
    this.people = structuredClone(backup);
    this.epoch = `epoch-${Number(this.epoch.slice(6)) + 1}`;
    for (const person of this.people.values()) person.counter += 1_000_000;
  }
}

/** One browser's cookies, and its connection to the server. */
export class Cookies {
  username: string | null = null;
  token: string | null = null;
  /** The SHA-256 of the pass that the session requires beside the cookie, once a lock is on. */
  pass: string | null = null;
  private made = 0;

  constructor(private server: FakeServer) {}

  rotate(): void {
    this.token = `token-${(this.made += 1)}`;
  }

  answer(request: Request): Answer {
    this.server.log.push(request);
    if (request.path === '/_allauth/browser/v1/config') {
      this.token ?? this.rotate();
      return { status: 200, body: { status: 200 } };
    }
    if (request.method !== 'GET' && (!this.token || request.headers['X-CSRFToken'] !== this.token)) return problem(403, 'csrf');
    if (request.path.startsWith('/_allauth/')) return this.auth(request);
    if (!this.isSignedIn()) return problem(401, this.server.erased.has(this.username ?? '') ? 'account_erased' : 'signed_out');
    if (this.pass && request.lock !== this.pass) return problem(403, 'locked');
    if (request.path === '/api/me/lock/') {
      this.pass = request.method === 'PUT' ? (request.body as { digest: string }).digest : null;
      return { status: 204 };
    }
    return this.asPerson(this.server.person(this.username!), request);
  }

  private isSignedIn(): boolean {
    return this.server.people.has(this.username ?? '');
  }

  private auth({ method, path, body }: Request): Answer {
    if (path.endsWith('/session') && method === 'DELETE') {
      this.username = this.pass = null;
      return { status: 401, body: { status: 401 } };
    }
    if (this.isSignedIn()) return { status: 409, body: { status: 409 } };
    const { username, password } = body as { username: string; password: string };
    const known = this.server.people.get(username);
    if (path.endsWith('/signup')) {
      if (known) return { status: 400, body: { status: 400, errors: [{ code: 'username_taken', param: 'username', message: '' }] } };
      this.server.person(username, password).consent = null;
    } else if (known?.password !== password) {
      return { status: 400, body: { status: 400, errors: [{ code: 'username_password_mismatch', param: 'password', message: '' }] } };
    }
    this.username = username;
    this.rotate();
    return { status: 200, body: { status: 200 } };
  }

  private asPerson(person: Person, request: Request): Answer {
    const { method, path, body } = request;
    if (path === '/api/me/' && method === 'DELETE') {
      this.server.eraseElsewhere(this.username!);
      this.username = null;
      return { status: 204 };
    }
    if (path === '/api/me/') {
      if (method === 'PATCH' && this.server.unknownZones.has(String(body?.zone))) return UNKNOWN_ZONE;
      if (method === 'PATCH') Object.assign(person, body);
      const { zone, language, consent, quiet_from, quiet_to, devices } = person;
      return { status: 200, body: { username: this.username, zone, language, consent, quiet_from, quiet_to, devices } };
    }
    if (!person.consent) return problem(403, 'consent_required');
    const url = new URL(path, 'http://phone.test');
    if (url.pathname === '/api/changes/') return this.changes(person, url.searchParams);
    if (path === '/api/reminders/') {
      const reminders = this.server.live(this.username!).filter(({ kind }) => kind === 'reminders');
      return { status: 200, body: { results: reminders.map(this.server.shown), next: null } };
    }
    const answer = nudging(this.server, this.username!, request);
    if (answer) return answer;
    const [, kind, id] = /^\/api\/([a-z-]+)\/([^/]+)\/$/.exec(url.pathname)!;
    return method === 'PUT' ? this.put(person, kind!, id!, request) : this.delete(person, kind!, id!, request);
  }

  private changes(person: Person, query: URLSearchParams): Answer {
    const after = Number(query.get('after'));
    const limit = Number(query.get('limit'));
    const all = [...person.entries.values()].filter((each) => each.revision > after).sort((a, b) => a.revision - b.revision);
    const changes = all.slice(0, limit).map((each) => (
      { kind: each.kind, id: each.id, revision: each.revision, deleted: !each.body, data: each.body && this.server.shown(each) }));
    return { status: 200, body: { epoch: this.server.epoch, revision: person.counter, more: all.length > limit, changes } };
  }

  private put(person: Person, kind: string, id: string, { body, headers }: Request): Answer {
    if (this.server.unknownZones.has(String(body!.zone))) return UNKNOWN_ZONE;
    const stranger = unknownReferenceIn(person, body!);
    if (stranger) return problem(400, 'invalid', { errors: [{ path: stranger, code: 'does_not_exist', message: '' }] });
    const stored = person.entries.get(`${kind}/${id}`);
    if (stored?.body && equal(stored.body, body)) return { status: 200, body: this.server.shown(stored) };
    const refusal = stored && refuse(this.server, stored, headers['If-Match']);
    if (refusal) return refusal;
    const others = [...person.entries.values()].filter((each) => each.kind === kind && each.body && each.id !== id);
    if (kind === 'reminders' && others.length >= MOST) {
      return problem(400, 'invalid', { errors: [{ path: '/id', code: 'too_many', message: '' }] });
    }
    const written = this.server.write(this.username!, kind, id, body!);
    return { status: stored ? 200 : 201, body: this.server.shown(written) };
  }

  private delete(person: Person, kind: string, id: string, { headers }: Request): Answer {
    const stored = person.entries.get(`${kind}/${id}`);
    if (!stored) return problem(404, 'not_found');
    if (!stored.body) return { status: 204 };
    const refusal = headers['If-Match'] && refuse(this.server, stored, headers['If-Match']);
    if (refusal) return refusal;
    this.server.write(this.username!, kind, id, null);
    return { status: 204 };
  }
}

/** The most reminders allowed. */
const MOST = 50;

function refuse(server: FakeServer, stored: Stored, match: string | undefined): Answer | null {
  if (match === `"${stored.revision}"`) return null;
  if (!stored.body) return problem(410, 'deleted', { revision: stored.revision });
  const current = server.shown(stored);
  return match ? problem(412, 'stale', { current }) : problem(428, 'revision_required', { current });
}

/** References have to be the person's own; those to tombstones stay valid. */
function unknownReferenceIn(person: Person, body: Body): string | null {
  const kinds = { person: 'people', before: 'check-ins', after: 'check-ins' };
  const found = Object.entries(kinds).find(([field, kind]) => {
    const id = body[field];
    return typeof id === 'string' && !person.entries.has(`${kind}/${id}`);
  });
  return found ? `/${found[0]}` : null;
}
