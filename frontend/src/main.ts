/** Starts the app: the first screen at once, then the store, then everything else. */
import { mount } from 'svelte';
import App from './App.svelte';
import { declareLanguage } from './language';
import { isBackAfterLeave } from './parts/frame/left';
import { appName } from './plain';
import { startKeeper } from './screens/now/draft.svelte';
import { start } from './store';
import './theme.css';

/** After Leave, Back leads to pages of the app that are replaced by an empty one as soon as they load. */
if (isBackAfterLeave()) location.replace('about:blank');
else open();

function open(): void {
  declareLanguage();
  document.title = appName();
  mount(App, { target: document.body });
  start();
  void startKeeper();
  onceLoaded(attend);
}

/** Awaiting the texts may have taken longer than the page's `load` event. */
function onceLoaded(callback: () => void): void {
  if (document.readyState === 'complete') callback();
  else addEventListener('load', callback);
}

/** Not cached, and no connection: tried again at the next start. */
function attend(): void {
  import('./after-load').then(({ begin }) => begin(), () => {});
}

/**
 * A page that was reloaded while its worker took over, or with a forced reload, asks to be claimed; otherwise it would have
 * no worker until the next load.
 */
async function registerWorker({ serviceWorker }: Navigator): Promise<void> {
  await serviceWorker.register('/sw.js');
  const { active } = await serviceWorker.ready;
  if (!serviceWorker.controller) active?.postMessage('claim');
}

if ('serviceWorker' in navigator && import.meta.env.PROD) {
  onceLoaded(() => {
    registerWorker(navigator).catch(() => {
      // Without a worker the app needs a connection to start, but works otherwise.
    });
  });
}
