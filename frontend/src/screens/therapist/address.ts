/** Which share a tab is about: that of the link it was opened with, and after a reload that of its history entry. No
 * other tab has that entry, it goes with the tab, and the address bar shows nothing of it. */
import { linkIn, type Link } from './gate';

export interface Arrival {
  link: Link | null;
  /** Where there is no link: the share that was opened here. Its cookie opens it, as long as it goes on. */
  share: string | null;
}

const page = '/s';

function opened(): string | null {
  const { share } = (history.state ?? {}) as { share?: unknown };
  return typeof share === 'string' ? share : null;
}

/** Takes the link's secret out of the address bar and out of the history entry at once. */
export function arrival(): Arrival {
  const link = linkIn(location.hash);
  if (!link) return { link, share: opened() };
  history.replaceState(null, '', page);
  return { link, share: null };
}

/** The share's id, and never its secret: without the cookie it opens nothing. */
export const remember = (share: string): void => history.replaceState({ share }, '', page);
