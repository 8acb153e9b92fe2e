/** Brings Now to the front: the app's own window if one is open, else a new one. Neither needs a network. */

const NOW = '/#/';

/** The page that a therapist reads is not the app. */
const isApp = ({ url }: WindowClient): boolean => new URL(url).pathname === '/';

export async function openNow(clients: Clients): Promise<void> {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const app = windows.find(isApp);
  if (!app) return void (await clients.openWindow(NOW));
  await app.focus().catch(() => {}); // some systems say no; the right screen is there all the same
  await app.navigate(NOW);
}
