/**
 * The service worker: the shell of the app opens without a network, and nudges are shown and answered while the app is
 * closed. It puts no answer of the server into its cache, and no request of a page to the API, to sign in, or of what a
 * therapist sees passes through it. A new version takes over when no page of the old one is open, so that a page never
 * finds files of another version, and a sync is never cut in the middle.
 */
import { DATABASE, openDatabase } from './store/database/database';
import { workerRowOf } from './store/sync/worker-row';
import { actionOf, answerNudge, isAnswered, rememberAnswered } from './worker/answering';
import { carried, said, shown } from './worker/notification';
import { openNow } from './worker/now';
import { ownWordsOf } from './worker/own-words';
import { renew } from './worker/renewing';

declare const self: ServiceWorkerGlobalScope;

/** Put in by `vite/precache.ts`: a digest of the files, and their addresses. `/` is the shell. */
declare const __PRECACHE__: { version: string; files: string[] };

const { version, files } = __PRECACHE__;
const PREFIX = 'noticing-shell-';
const CACHE = PREFIX + version;
const SHELL = '/';

/** What `vite/precache.ts` packs: the same files with their content. */
interface Pack {
  version: string;
  files: Record<string, string>;
}
const PACK = '/shell.json';
const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  webmanifest: 'application/manifest+json',
};

/** The server's own pages: the API, signing in, the shared page, also by a link that came apart, the health checks. */
const SERVERS = /^\/(s(\W|$)|(api|_allauth|share\.html|healthz|readyz|metrics|static|admin)(\/|$))/;

/** All files of the shell in one answer: three hundred requests would cost a slow connection more than their content. */
async function install(): Promise<void> {
  const answer = await fetch(PACK, { cache: 'reload' });
  const pack = answer.ok ? ((await answer.json()) as Pack) : null;
  if (pack?.version !== version) throw new Error('The server has another version by now; it is fetched at the next visit.');
  const cache = await caches.open(CACHE);
  await Promise.all(files.map((file) => cache.put(file, unpacked(pack, file, answer.headers))));
}

/** With the headers that the server gives to every answer, the security policy among them. */
function unpacked({ files: texts }: Pack, file: string, given: Headers): Response {
  const headers = new Headers(given);
  for (const name of ['Content-Encoding', 'Content-Length', 'ETag', 'Last-Modified', 'Vary']) headers.delete(name);
  headers.set('Content-Type', TYPES[/\.(\w+)$/.exec(file)?.[1] ?? 'html']!);
  return new Response(texts[file], { headers });
}

async function activate(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim(); // on the first visit the page is there before its worker
}

async function fromCache(file: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(file, { ignoreVary: true })) ?? fetch(request);
}

/** What this worker answers a request from; null leaves it to the network. */
function fileFor(request: Request): string | null {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin || SERVERS.test(pathname)) return null;
  if (request.mode === 'navigate') return SHELL;
  return files.includes(pathname) ? pathname : null;
}

const database = openDatabase(DATABASE);

const roomForActions = (): number => (Notification as { maxActions?: number }).maxActions ?? Infinity;

/** What the app speaks and how it looks here, if it has left word of it; then the browser's own languages. */
async function looksHere(): Promise<{ languages: string[]; plain: boolean }> {
  const { language, plain } = await database.read(workerRowOf).catch(() => ({ language: null, plain: false }));
  return { languages: [...(language ? [language] : []), ...navigator.languages], plain: plain === true };
}

/** Safari has read the declarative form by then, and hands over the notification that it would show. */
async function nudge(event: PushEvent): Promise<void> {
  const { notification } = event as { notification?: Notification };
  const from = event.data ? said(event.data.text()) : (notification ?? {});
  const about = carried(from.data);
  if (await isAnswered(database, about).catch(() => false)) return;
  const ownWords = await ownWordsOf(database, about.reminder);
  const { languages, plain } = await looksHere();
  const { title, options } = shown(from, ownWords, roomForActions(), languages, plain);
  await self.registration.showNotification(title, options);
}

async function tapped({ notification, action }: NotificationEvent): Promise<void> {
  notification.close();
  const about = carried(notification.data);
  const { nudge } = about;
  const meant = actionOf(action);
  const opened = meant === 'opened' && openNow(self.clients);
  await Promise.allSettled([
    opened, rememberAnswered(database, about), nudge && answerNudge(database, nudge, meant),
  ]);
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('fetch', (event) => {
  const file = fileFor(event.request);
  if (file) event.respondWith(fromCache(file, event.request));
});
self.addEventListener('message', (event) => {
  if (event.data === 'claim') event.waitUntil(self.clients.claim());
});
self.addEventListener('push', (event) => event.waitUntil(nudge(event)));
self.addEventListener('notificationclick', (event) => event.waitUntil(tapped(event)));
self.addEventListener('pushsubscriptionchange', (event) =>
  (event as ExtendableEvent).waitUntil(renew(database, self.registration.pushManager)));
