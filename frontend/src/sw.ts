/**
 * The service worker: caches the app shell for off-line use, and shows and answers nudges while the app is closed. It never
 * caches the server's answers, and never handles a page's requests to the API, to sign in, or for what a therapist sees. A
 * new version takes over only when no page of the old one is open, so that no page finds files of another version and no
 * sync is interrupted.
 */
import { SOMETHING } from './logic/tapped';
import { DATABASE, Database } from './store/database/database';
import type { WorkerRow } from './store/database/rows';
import { workerRowOf } from './store/sync/worker-row';
import { actionOf, answerNudge, isAnswered, rememberAnswered, sendAfterPush } from './worker/answering';
import {
  nudgeDataOf, notificationFor, parsePush, shownAs, type NudgeData, type Preferences, type PushNotification,
} from './worker/notification';
import { openApp, pageOf } from './worker/now';
import { ownWordsOf } from './worker/own-words';
import { renew } from './worker/renewing';
import { keepTapped } from './worker/tapped';

declare const self: ServiceWorkerGlobalScope;

/** Inserted by `vite/precache.ts`: a digest of the files, and their paths. `/` is the shell. */
declare const __PRECACHE__: { version: string; files: string[] };

const { version, files } = __PRECACHE__;
const PREFIX = 'noticing-shell-';
const CACHE = PREFIX + version;
const SHELL = '/';

/** The pack made by `vite/precache.ts`: the same files with their content. */
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

/**
 * Paths that the server answers itself: the API, signing in, the shared page (also with a damaged link), the health checks.
 */
const SERVERS = /^\/(s(\W|$)|(api|_allauth|share\.html|healthz|readyz|metrics|static|admin)(\/|$))/;

/**
 * Fetches all files of the shell in one answer: three hundred requests would cost a slow connection more than their
 * content.
 */
async function install(): Promise<void> {
  const answer = await fetch(PACK, { cache: 'reload' });
  const pack = answer.ok ? ((await answer.json()) as Pack) : null;
  if (pack?.version !== version) throw new Error('The server has another version by now; the next visit will fetch it.');
  const cache = await caches.open(CACHE);
  await Promise.all(files.map((file) => cache.put(file, unpacked(pack, file, answer.headers))));
}

/** Keeps the headers that the server sends with every answer, such as the security policy. */
function unpacked({ files: texts }: Pack, file: string, given: Headers): Response {
  const headers = new Headers(given);
  for (const name of ['Content-Encoding', 'Content-Length', 'ETag', 'Last-Modified', 'Vary']) headers.delete(name);
  headers.set('Content-Type', TYPES[/\.(\w+)$/.exec(file)?.[1] ?? 'html']!);
  return new Response(texts[file], { headers });
}

async function activate(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim(); // on the first visit the page is loaded before its worker
}

async function fromCache(file: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(file, { ignoreVary: true })) ?? fetch(request);
}

/** The cached file that answers a request; null leaves it to the network. */
function fileFor(request: Request): string | null {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin || SERVERS.test(pathname)) return null;
  if (request.mode === 'navigate') return SHELL;
  return files.includes(pathname) ? pathname : null;
}

const database = new Database(DATABASE);

const roomForActions = (): number => (Notification as { maxActions?: number }).maxActions ?? Infinity;

/** As the page last stored them. The browser's languages follow the app's. */
async function preferences(): Promise<Preferences> {
  const { language, plain, actions } = await database.read(workerRowOf).catch((): Partial<WorkerRow> => ({}));
  return { languages: [...(language ? [language] : []), ...navigator.languages], plain: plain === true, actions };
}

/** Safari has parsed the declarative push already, and passes the notification that it would show. */
async function nudge(event: PushEvent): Promise<void> {
  const { notification } = event as { notification?: Notification };
  const from = event.data ? parsePush(event.data.text()) : (notification ?? {});
  const about = nudgeDataOf(from.data);
  if (await isAnswered(database, about).catch(() => false)) await replaceSilently(notification);
  else await show(from, about);
  await sendAfterPush(database);
}

/**
 * Shows nothing. Safari would show the notification that it has parsed unless another replaces it, and ends
 * subscriptions that stay silent; other browsers allow a few such pushes.
 */
async function replaceSilently(parsed: Notification | undefined): Promise<void> {
  if (!parsed) return;
  const { title, tag } = parsed;
  await self.registration.showNotification(title, { tag, silent: true });
  for (const shown of await self.registration.getNotifications({ tag })) shown.close();
}

async function show(from: PushNotification, about: NudgeData): Promise<void> {
  const ownWords = await ownWordsOf(database, about.reminder);
  const { title, options } = notificationFor(from, ownWords, roomForActions(), await preferences());
  await self.registration.showNotification(title, options);
}

/** If the check-in can't be stored, the notification is shown again, unanswered. */
async function tapped({ notification, action }: NotificationEvent): Promise<void> {
  notification.close();
  if (action === SOMETHING) {
    const kept = await keepTapped(DATABASE).then(() => true, () => false);
    if (!kept) return showAgain(notification);
  }
  const about = nudgeDataOf(notification.data);
  const meant = actionOf(action);
  const { navigate } = (notification.data ?? {}) as { navigate?: unknown };
  const opened = meant === 'opened' && action !== SOMETHING && openApp(self.clients, pageOf(navigate));
  await Promise.allSettled([opened, rememberAnswered(database, about), answerNudge(database, about, meant)]);
}

function showAgain(notification: Notification): Promise<void> {
  const { title, options } = shownAs(notification);
  return self.registration.showNotification(title, options);
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
