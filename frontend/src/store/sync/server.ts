/** The only code that makes HTTP requests: same origin, JSON, a CSRF token on every unsafe method. */
import { Unreachable, type ApiProblem } from '../outcome';
import { TOKEN } from './token';

export interface Answer {
  status: number;
  data: unknown;
  problem?: ApiProblem;
  /** `Retry-After`, in seconds. */
  retryAfter: number | null;
}

/** What it needs from its environment: a page, or the service worker. */
export interface Wire {
  fetch: typeof fetch;
  /** Milliseconds since 1970. */
  now(): number;
  /** The CSRF token from the server's cookie. */
  token(): string | null;
  /** The pass of a session bound to the lock (backend/accounts/session_lock.py); null without a lock, and while locked. */
  pass?(): string | null;
  /** The answer says that the session's account was erased. */
  onErased?(): Promise<void>;
}

export interface Server {
  /** Throws `Unreachable` when no answer came. */
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** `GET`s an answer that is read as a stream (stream.ts), without a timeout. Throws `Unreachable` when no answer came. */
  reach(path: string, signal: AbortSignal): Promise<Response>;
  /** How far the server's clock was ahead of this phone's at the last answer, in milliseconds; null before the first. */
  clockOffset(): number | null;
}

export const ME = '/api/me/';
/** The error code for a session whose account was erased. */
export const ERASED = 'account_erased';
/** Request timeout in milliseconds. A request that hangs would block the other tabs' sync. */
const TIMEOUT = 30_000;
const SAFE = ['GET', 'HEAD'];

export function createServer(world: Wire): Server {
  let offset: number | null = null;

  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await reach(method, path, AbortSignal.timeout(TIMEOUT), body, headers);
    const date = Date.parse(response.headers.get('Date') ?? '');
    if (!Number.isNaN(date)) offset = date - world.now();
    const answer = await read(response, world.now());
    if (answer.problem?.code === ERASED) await world.onErased?.();
    return answer;
  }

  async function reach(
    method: string, path: string, signal: AbortSignal, body?: unknown, headers?: Record<string, string>,
  ): Promise<Response> {
    const unsafe = !SAFE.includes(method) && { 'X-CSRFToken': world.token() ?? '' };
    const pass = world.pass?.();
    const json = body !== undefined && { 'Content-Type': 'application/json' };
    return orUnreachable(() => world.fetch(path, {
      method,
      headers: { Accept: 'application/json', ...json, ...unsafe, ...(pass && { 'X-Session-Lock': pass }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      credentials: 'same-origin', cache: 'no-store', redirect: 'error', signal,
    }));
  }

  return {
    clockOffset: () => offset,
    reach: (path, signal) => reach('GET', path, signal),
    async send(method, path, body, headers) {
      if (!SAFE.includes(method) && !world.token()) await ask('GET', TOKEN);
      const answer = await ask(method, path, body, headers);
      if (answer.status !== 403 || answer.problem?.code !== 'csrf') return answer;
      await ask('GET', TOKEN);
      return ask(method, path, body, headers);
    },
  };
}

async function orUnreachable<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw new Unreachable('No answer from the server.', { cause });
  }
}

async function read(response: Response, now: number): Promise<Answer> {
  const { status, headers } = response;
  const text = await orUnreachable(() => response.text());
  const data = (headers.get('Content-Type') ?? '').includes('json') ? parsed(text) : null;
  const problem = status >= 400 && isProblem(data) ? { problem: data } : {};
  return { status, data, ...problem, retryAfter: seconds(headers.get('Retry-After'), now) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isProblem(data: unknown): data is ApiProblem {
  return typeof data === 'object' && data !== null && typeof (data as ApiProblem).code === 'string';
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function seconds(value: string | null, now: number): number | null {
  if (!value) return null;
  const said = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000;
  return Number.isNaN(said) ? null : Math.max(0, said);
}
