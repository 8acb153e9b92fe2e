import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

const FILES = ['/', '/assets/index-1.js', '/theme.js'];
const ORIGIN = 'https://noticing.test';

type Listener = (event: unknown) => void;
const listeners = new Map<string, Listener>();
const stores = new Map<string, Map<string, string>>();

const caches = {
  async open(name: string) {
    const files = stores.get(name) ?? new Map<string, string>();
    stores.set(name, files);
    return {
      addAll: async (requests: Request[]) => requests.forEach((each) => files.set(new URL(each.url).pathname, `${name} ${each.cache}`)),
      match: async (file: string) => files.has(file) ? new Response(files.get(file)) : undefined,
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

/** What the page gets from the worker; null where it leaves the request alone. */
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
  vi.stubGlobal('fetch', async () => new Response('network'));
  vi.stubGlobal('Request', class {
    url: string;
    cache: string;
    constructor(path: string, { cache }: { cache: string }) {
      this.url = new URL(path, ORIGIN).href;
      this.cache = cache;
    }
  });
  vi.stubGlobal('self', {
    location: { origin: ORIGIN },
    clients: { claim },
    addEventListener: (type: string, listener: Listener) => listeners.set(type, listener),
    skipWaiting: () => {
      throw new Error('A page of the old version may be open.');
    },
  });
  await import('../../frontend/src/sw');
});

beforeEach(async () => {
  claim.mockClear();
  stores.clear();
  stores.set('noticing-shell-1', new Map([['/', 'old shell']]));
  stores.set('of-somebody-else', new Map());
  await emit('install');
});

describe('the service worker', () => {
  it('stores exactly its files, past the browser\'s own cache, and leaves the old ones until it takes over', () => {
    expect([...stores.get('noticing-shell-2')!]).toEqual(FILES.map((file) => [file, 'noticing-shell-2 reload']));
    expect(stores.has('noticing-shell-1')).toBe(true);
  });

  it('deletes its old files when it takes over, and nothing else', async () => {
    await emit('activate');
    expect([...stores.keys()].sort()).toEqual(['noticing-shell-2', 'of-somebody-else']);
  });

  it('answers for the page that brought it, from the first visit on', async () => {
    expect(claim).not.toHaveBeenCalled();
    await emit('activate');
    expect(claim).toHaveBeenCalledOnce();
  });

  it.each(['/', '/?from=home', '/you/privacy'])('opens %s with the shell, without the network', async (path) => {
    expect(await visit(path)).toBe('noticing-shell-2 reload');
  });

  it('opens from the network when the browser has cleared the cache', async () => {
    stores.clear();
    expect(await visit('/')).toBe('network');
  });

  it('answers with its own files', async () => {
    expect(await ask('/assets/index-1.js')).toBe('noticing-shell-2 reload');
    expect(await ask('/theme.js')).toBe('noticing-shell-2 reload');
  });

  it.each([
    '/api/content/', '/api/me/', '/api/shared/01935c3e-0000-7000-8000-000000000001/report/', '/_allauth/browser/v1/auth/session', '/s', '/s%23id.secret', '/s/', '/s.',
    '/share.html', '/healthz',
    '/readyz', '/metrics',
  ])('never touches %s, fetched or visited', async (path) => {
    expect(await ask(path)).toBeNull();
    expect(await visit(path)).toBeNull();
  });

  it('does not take a page that only begins like one of those for it', async () => {
    expect(await visit('/settle')).toBe('noticing-shell-2 reload');
  });

  it.each(['POST', 'PUT', 'DELETE', 'HEAD'])('never touches a %s', async (method) => {
    expect(await ask('/assets/index-1.js', { method })).toBeNull();
  });

  it('never touches another origin, nor files that are not the shell\'s', async () => {
    expect(await ask('https://elsewhere.test/theme.js')).toBeNull();
    expect(await ask('/assets/share-1.js')).toBeNull();
  });
});
