/** Clears what this phone stores outside the database, along with it. The theme stays: it says nothing about anyone. */
import { forgetHidden } from '../../parts/sensations/hidden.svelte';
import { forgetDeclined } from '../../parts/frame/home-screen';
import { forgetLeft } from '../../parts/frame/left';
import { forgetAll } from '../../parts/frame/session';
import { forgetPatterns } from '../look-back/pattern-cache';
import { forgetQuery } from '../look-back/query.svelte';
import { forgetDraft } from '../now/draft.svelte';
import { forgetCountry } from '../practise/country.svelte';
import { forgetLatest } from '../practise/latest';
import { forgetOwnHelp } from '../practise/own-help.svelte';
import { forgetShare } from '../sharing/draft.svelte';

export function clearPhone(): void {
  forgetPatterns();
  forgetQuery();
  forgetCountry();
  forgetLatest();
  forgetOwnHelp();
  forgetDraft();
  forgetShare();
  forgetHidden();
  forgetDeclined();
  forgetLeft();
  forgetAll();
}
