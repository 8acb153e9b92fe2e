/** The therapist's page. Its link's secret leaves the address bar at once and stays in this page's memory only. */
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

// Another link in this tab's address bar, or back to the one before it: the document stays, and the share doesn't.
addEventListener('popstate', () => {
  arrived = arrival();
  if (page) show();
});
declareLanguage();

await moreTexts();
document.title = t('app.title', { screen: t('therapist.title'), name: t('app.name') });
show();
