/** The therapist's page. Its link's secret leaves the address bar at once and stays in this page's memory only. */
import { mount } from 'svelte';
import { direction, language, moreTexts, t } from './messages';
import Therapist from './screens/therapist/Therapist.svelte';
import { linkIn } from './screens/therapist/gate';
import './theme.css';

const link = linkIn(location.hash);
history.replaceState(null, '', location.pathname);
Object.assign(document.documentElement, { lang: language, dir: direction });

await moreTexts();
document.title = t('app.title', { screen: t('therapist.title') });
mount(Therapist, { target: document.body, props: { link } });
