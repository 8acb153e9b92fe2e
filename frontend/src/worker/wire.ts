/** Requests to the server while the app is closed, with the session's cookies and the CSRF token of the last visit. */
import type { Database } from '../store/database/database';
import { workerRowOf, setWorkerRow } from '../store/sync/worker-row';
import { createServer, type Server } from '../store/sync/server';
import { TOKEN, TOKEN_COOKIES } from '../store/sync/token';

interface Cookies {
  get(name: string): Promise<{ value?: string } | null>;
}

/** Null if the browser shows a worker no cookies: the request then waits for the next visit. */
async function tokenInCookies(): Promise<string | null> {
  const { cookieStore } = globalThis as { cookieStore?: Cookies };
  const found = cookieStore ? await Promise.all(TOKEN_COOKIES.map((name) => cookieStore.get(name))) : [];
  return found.find((cookie) => cookie?.value)?.value ?? null;
}

export async function serverFor(database: Database): Promise<Server> {
  let { token } = await database.read(workerRowOf);

  async function readToken(): Promise<void> {
    const fresh = await tokenInCookies();
    if (!fresh || fresh === token) return;
    token = fresh;
    await database.write((tx) => setWorkerRow(tx, { token }));
  }

  return createServer({
    now: Date.now,
    token: () => token,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      if (input === TOKEN) await readToken();
      return response;
    },
  });
}
