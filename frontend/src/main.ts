/** The phone's start: the first screen from what is already here, then the store, then everything else. */
import { mount } from 'svelte';
import App from './App.svelte';
import { direction, language, t } from './messages';
import { loadEveryScreen } from './rooms';
import { start } from './store';
import './theme.css';

Object.assign(document.documentElement, { lang: language, dir: direction });
document.title = t('app.name');
mount(App, { target: document.body });
start();

/** On the first visit the worker is there too late to answer for this page: then the page fetches all screens itself. */
async function install(): Promise<void> {
  await navigator.serviceWorker.register('/sw.js');
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await loadEveryScreen();
}

if ('serviceWorker' in navigator && import.meta.env.PROD) {
  addEventListener('load', () => {
    install().catch(() => {
      // Without it the app needs a connection to open, and works all the same.
    });
  });
}
