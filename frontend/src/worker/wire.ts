/** The way to the server while the app is closed: the session's own cookies, and the CSRF token of the last visit. */
import type { Database } from '../store/database/database';
import { workerRowOf, setWorkerRow } from '../store/sync/worker-row';
import { createServer, TOKEN, TOKEN_COOKIES, type Server } from '../store/sync/server';

interface Cookies {
  get(name: string): Promise<{ value?: string } | null>;
}

/** Null where the browser shows a worker no cookies: then it waits for the next visit. */
async function tokenInCookies(): Promise<string | null> {
  const { cookieStore } = globalThis as { cookieStore?: Cookies };
  const found = cookieStore ? await Promise.all(TOKEN_COOKIES.map((name) => cookieStore.get(name))) : [];
  return found.find((cookie) => cookie?.value)?.value ?? null;
}

export async function serverFor(database: Database): Promise<Server> {
  let { token } = await database.read(workerRowOf);

  async function learn(): Promise<void> {
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
      if (input === TOKEN) await learn();
      return response;
    },
  });
}
