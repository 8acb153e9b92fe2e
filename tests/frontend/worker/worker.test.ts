import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

const FILES = ['/', '/assets/index-1.js', '/theme.js'];
const ORIGIN = 'https://noticing.test';

type Listener = (event: unknown) => void;
const listeners = new Map<string, Listener>();
const stores = new Map<string, Map<string, Response>>();
/** The server's pack, and its status. */
let pack: { version: string; files: Record<string, string> };
let status = 200;
const asked: [string, string | undefined][] = [];

async function fetched(address: string | Request, init?: RequestInit): Promise<Response> {
  if (address !== '/shell.json') return new Response('network');
  asked.push([address, init?.cache]);
  return new Response(JSON.stringify(pack), {
    status, headers: { 'Content-Security-Policy': "default-src 'self'", 'Content-Encoding': 'br', ETag: '"1"', 'Content-Type': 'application/json' } });
}

const caches = {
  async open(name: string) {
    const files = stores.get(name) ?? new Map<string, Response>();
    stores.set(name, files);
    return {
      put: async (file: string, response: Response) => void files.set(file, response),
      match: async (file: string) => files.get(file)?.clone(),
    };
  },
  keys: async () => [...stores.keys()],
  delete: async (name: string) => stores.delete(name),
};

const claim = vi.fn(async () => {});

async function emit(type: 'install' | 'activate'): Promise<void> {
  let done: Promise<unknown> = Promise.resolve();
  listeners.get(type)!({ waitUntil: (work: Promise<unknown>) => void (done = work) });
  await done;
}

/** What the page gets from the worker; null if the worker ignores the request. */
async function ask(path: string, { mode = 'no-cors', method = 'GET' } = {}): Promise<string | null> {
  let answer: Promise<Response> | null = null;
  listeners.get('fetch')!({
    request: { url: new URL(path, ORIGIN).href, mode, method },
    respondWith: (response: Promise<Response>) => void (answer = response),
  });
  return answer && (await (answer as Promise<Response>)).text();
}
const visit = (path: string): Promise<string | null> => ask(path, { mode: 'navigate' });

beforeAll(async () => {
  vi.stubGlobal('__PRECACHE__', { version: '2', files: FILES });
  vi.stubGlobal('caches', caches);
  vi.stubGlobal('fetch', fetched);
  vi.stubGlobal('self', {
    location: { origin: ORIGIN },
    clients: { claim },
    addEventListener: (type: string, listener: Listener) => listeners.set(type, listener),
    skipWaiting: () => {
      throw new Error('A page of the old version may be open.');
    },
  });
  await import('../../../frontend/src/sw');
});

beforeEach(async () => {
  claim.mockClear();
  stores.clear();
  stores.set('noticing-shell-1', new Map([['/', new Response('old shell')]]));
  stores.set('of-somebody-else', new Map());
  asked.length = 0;
  status = 200;
  pack = { version: '2', files: Object.fromEntries([...FILES, '/not-asked-for.js'].map((file) => [file, `of ${file}`])) };
  await emit('install');
});

describe('the service worker', () => {
  it('caches exactly its files, bypassing the browser\'s cache, and keeps the old ones until it takes over', async () => {
    const kept = stores.get('noticing-shell-2')!;
    expect(await Promise.all([...kept].map(async ([file, response]) => [file, await response.clone().text()])))
      .toEqual(FILES.map((file) => [file, `of ${file}`]));
    expect(asked).toEqual([['/shell.json', 'reload']]);
    expect(stores.has('noticing-shell-1')).toBe(true);
  });

  it('caches each with its own type and the server\'s headers, and none of the pack\'s own', () => {
    const headers = (file: string): Record<string, string> => {
      const found: Record<string, string> = {};
      stores.get('noticing-shell-2')!.get(file)!.headers.forEach((value, name) => (found[name] = value));
      return found;
    };
    const policy = { 'content-security-policy': "default-src 'self'" };
    expect(headers('/')).toEqual({ ...policy, 'content-type': 'text/html; charset=utf-8' });
    expect(headers('/theme.js')).toEqual({ ...policy, 'content-type': 'text/javascript; charset=utf-8' });
  });

  it.each([['another version', '3', 200], ['no answer that helps', '2', 503]])('does not install over %s', async (_, version, answer) => {
    stores.delete('noticing-shell-2');
    pack.version = version;
    status = answer;
    await expect(emit('install')).rejects.toThrow('another version');
    expect(stores.has('noticing-shell-2')).toBe(false);
  });

  it('deletes its old files when it takes over, and nothing else', async () => {
    await emit('activate');
    expect([...stores.keys()].sort()).toEqual(['noticing-shell-2', 'of-somebody-else']);
  });

  it('serves the page that registered it, from the first visit on', async () => {
    expect(claim).not.toHaveBeenCalled();
    await emit('activate');
    expect(claim).toHaveBeenCalledOnce();
  });

  it.each(['/', '/?from=home', '/you/privacy'])('opens %s with the shell, without the network', async (path) => {
    expect(await visit(path)).toBe('of /');
  });

  it('falls back to the network if the browser has cleared the cache', async () => {
    stores.clear();
    expect(await visit('/')).toBe('network');
  });

  it('answers with its own files', async () => {
    expect(await ask('/assets/index-1.js')).toBe('of /assets/index-1.js');
    expect(await ask('/theme.js')).toBe('of /theme.js');
  });

  it.each([
    '/api/content/', '/api/me/', '/api/shared/01935c3e-0000-7000-8000-000000000001/report/', '/_allauth/browser/v1/auth/session', '/s', '/s%23id.secret', '/s/', '/s.',
    '/share.html', '/healthz',
    '/readyz', '/metrics',
  ])('never handles %s, fetched or visited', async (path) => {
    expect(await ask(path)).toBeNull();
    expect(await visit(path)).toBeNull();
  });

  it('does not mistake a page that only begins like one of those for it', async () => {
    expect(await visit('/settle')).toBe('of /');
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD'])('never handles a %s', async (method) => {
    expect(await ask('/assets/index-1.js', { method })).toBeNull();
  });

  it('never handles another origin, nor files outside the shell', async () => {
    expect(await ask('https://elsewhere.test/theme.js')).toBeNull();
    expect(await ask('/assets/share-1.js')).toBeNull();
  });
});
