/** The phone's start: the first screen from what is already here, then the store, then everything else. */
import { mount } from 'svelte';
import App from './App.svelte';
import { declareLanguage } from './language';
import { appName } from './plain';
import { attend } from './screens/now/draft.svelte';
import { start } from './store';
import './theme.css';

declareLanguage();
document.title = appName();
mount(App, { target: document.body });
start();
void attend();

/** The texts are waited for, and the page's `load` may have been meanwhile. */
function onceLoaded(callback: () => void): void {
  if (document.readyState === 'complete') callback();
  else addEventListener('load', callback);
}

onceLoaded(() => {
  import('./push/attend').then(({ begin }) => begin(), () => {
    // Not on the phone yet, and no connection: at the next open.
  });
});

/** A page that was reloaded as its worker took over, or past it, is claimed: it would do without until the next load. */
async function registerWorker({ serviceWorker }: Navigator): Promise<void> {
  await serviceWorker.register('/sw.js');
  const { active } = await serviceWorker.ready;
  if (!serviceWorker.controller) active?.postMessage('claim');
}

if ('serviceWorker' in navigator && import.meta.env.PROD) {
  onceLoaded(() => {
    registerWorker(navigator).catch(() => {
      // Without it the app needs a connection to open, and works all the same.
    });
  });
}
