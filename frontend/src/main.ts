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

if ('serviceWorker' in navigator && import.meta.env.PROD) {
  onceLoaded(() => {
    navigator.serviceWorker.register('/sw.js').catch(() => {
      // Without it the app needs a connection to open, and works all the same.
    });
  });
}
