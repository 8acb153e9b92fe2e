/** The therapist's page. Its link's secret leaves the address bar at once and stays in this page's memory only. */
import { mount } from 'svelte';
import { declareLanguage } from './language';
import { moreTexts, t } from './messages';
import Therapist from './screens/therapist/Therapist.svelte';
import { linkIn } from './screens/therapist/gate';
import './theme.css';

const link = linkIn(location.hash);
history.replaceState(null, '', location.pathname);
declareLanguage();

await moreTexts();
document.title = t('app.title', { screen: t('therapist.title'), name: t('app.name') });
mount(Therapist, { target: document.body, props: { link } });
