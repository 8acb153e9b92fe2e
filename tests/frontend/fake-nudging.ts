/** The fake server's nudges: devices, rest, the ledger and the responses. */
import { problem, type Answer, type FakeServer, type Request } from './fake-server';

export interface Subscription {
  id: string;
  endpoint: string;
  key: string;
  label: string | null;
}

export interface Nudging {
  subscriptions: Map<string, Subscription>;
  rest: string | null;
  /** The response to each nudge, by id. */
  responses: Map<string, string | null>;
}

export const nothingNudged = (): Nudging => ({ subscriptions: new Map(), rest: null, responses: new Map() });

/** Null for paths of other parts. */
export function nudging(server: FakeServer, username: string, request: Request): Answer | null {
  const { method, path, body } = request;
  const { nudging: its } = server.person(username);
  if (path === '/api/push/key/') return { status: 200, body: { key: server.pushKey } };
  if (path === '/api/rest/') return rest(its, request);
  const [, subscription] = /^\/api\/push\/subscriptions\/([^/]+)\/$/.exec(path) ?? [];
  if (subscription) return method === 'PUT' ? register(server, its, subscription, body!) : unregister(its, subscription);
  const [, nudge] = /^\/api\/nudges\/([^/]+)\/response\/$/.exec(path) ?? [];
  return nudge ? respond(its, nudge, String(body!.action)) : null;
}

function rest(its: Nudging, { method, body }: Request): Answer {
  if (method !== 'GET') its.rest = method === 'PUT' ? String(body!.until) : null;
  return method === 'DELETE' ? { status: 204 } : { status: 200, body: { until: its.rest } };
}

/** An endpoint has one row: that of the latest sender. */
function register(server: FakeServer, its: Nudging, id: string, body: Record<string, unknown>): Answer {
  for (const person of server.people.values()) {
    for (const other of person.nudging.subscriptions.values()) {
      if (other.endpoint === body.endpoint) person.nudging.subscriptions.delete(other.id);
    }
  }
  its.subscriptions.set(id, { id, ...body } as unknown as Subscription);
  return { status: 201, body: its.subscriptions.get(id) };
}

function unregister(its: Nudging, id: string): Answer {
  return its.subscriptions.delete(id) ? { status: 204 } : problem(404, 'not_found');
}

function respond(its: Nudging, nudge: string, action: string): Answer {
  if (!its.responses.has(nudge)) return problem(404, 'not_found');
  its.responses.set(nudge, action);
  return { status: 200, body: { id: nudge, response: action } };
}
