/** Brings Now to the front, in the app's window if one is open, else in a new one. Works off-line. */

const NOW = '/#/';

/** The page that a therapist reads isn't the app. */
const isApp = ({ url }: WindowClient): boolean => new URL(url).pathname === '/';

export async function openNow(clients: Clients): Promise<void> {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const app = windows.find(isApp);
  if (!app) return void (await clients.openWindow(NOW));
  await app.focus().catch(() => {}); // some systems refuse to focus; the window still shows the right screen
  await app.navigate(NOW);
}
