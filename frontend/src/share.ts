/** The therapist's page. The link's secret is removed from the address bar at once and kept only in this page's memory. */
import { mount, unmount } from 'svelte';
import { declareLanguage } from './language';
import { moreTexts, t } from './messages';
import Therapist from './screens/therapist/Therapist.svelte';
import { arrival } from './screens/therapist/address';
import './theme.css';

let arrived = arrival();
let page: ReturnType<typeof mount> | null = null;

function show(): void {
  if (page) void unmount(page);
  page = mount(Therapist, { target: document.body, props: arrived });
}

// Another link was opened in this tab, or Back was used: the document stays, but the share changes.
addEventListener('popstate', () => {
  arrived = arrival();
  if (page) show();
});
declareLanguage();

await moreTexts();
document.title = t('app.title', { screen: t('therapist.title'), name: t('app.name') });
show();
