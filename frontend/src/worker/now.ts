/** Brings the app to the front, in its window if one is open, else in a new one. Works off-line. */

const PAGES = { now: '/#/', settle: '/#/settle' } as const;

export type Page = keyof typeof PAGES;

/** What a push wants to be opened: nothing but the app's own pages. */
export const pageOf = (navigate: unknown): Page =>
  (typeof navigate === 'string' && navigate.endsWith(PAGES.settle) ? 'settle' : 'now');

/** The page that a therapist reads isn't the app. */
const isApp = ({ url }: WindowClient): boolean => new URL(url).pathname === '/';

export async function openApp(clients: Clients, page: Page): Promise<void> {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const app = windows.find(isApp);
  if (!app) return void (await clients.openWindow(PAGES[page]));
  await app.focus().catch(() => {}); // some systems refuse to focus; the window still shows the right screen
  await app.navigate(PAGES[page]);
}
