/** Which share a tab is about: that of the link it was opened with, and after a reload that of its history entry. No
 * other tab has that entry, it goes with the tab, and the address bar shows nothing of it. */
import type { Link } from './gate';

export interface Arrival {
  link: Link | null;
  /** There was a link, and a part of it is missing. */
  apart: boolean;
  /** Where there is no link: the share that was opened here. Its cookie opens it, as long as it goes on. */
  share: string | null;
}

const page = '/s';
/** As the server makes them: a UUID and 32 bytes in base64url. */
const LINK = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})/;
const NONE = /^\/(s|share\.html)[^a-z0-9]*$/i;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Wherever in the address it is, and whatever else is there: mail filters and PDFs turn `#` into `%23`, some of them
 * twice, and put a slash, a dot or a bracket at the end. */
export function linkIn(address: string): Link | null {
  const [, share, secret] = LINK.exec(decoded(decoded(address))) ?? [];
  return share && secret ? { share, secret } : null;
}

/** Whether there is more in it than the page's own path, so that it was meant as a link. */
export const isMeant = (address: string): boolean => !NONE.test(decoded(decoded(address)));

function opened(): string | null {
  const { share } = (history.state ?? {}) as { share?: unknown };
  return typeof share === 'string' ? share : null;
}

/** Takes the link's secret, or what is left of it, out of the address bar and out of the history entry at once. */
export function arrival(): Arrival {
  const { pathname, search, hash } = location;
  const link = linkIn(pathname + search + hash);
  const apart = !link && isMeant(pathname + hash);
  if (!link && !apart) return { link, apart, share: opened() };
  history.replaceState(null, '', page);
  return { link, apart, share: null };
}

/** The share's id, and never its secret: without the cookie it opens nothing. */
export const remember = (share: string): void => history.replaceState({ share }, '', page);
