/**
 * Which share a tab shows: from the link, and after a reload from the tab's history entry, which no other tab has. The
 * address bar shows neither.
 */
import type { Link } from './requests';

export interface Arrival {
  link: Link | null;
  /** The link is incomplete. */
  apart: boolean;
  /** Without a link, the share that was opened in this tab. Its cookie opens it until it expires. */
  share: string | null;
}

const page = '/s';
/** A UUID and 32 bytes in base64url. */
const LINK = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})/;
const NONE = /^\/(s|share\.html)[^a-z0-9]*$/i;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Finds the link anywhere in an address: mail filters and PDF readers turn `#` into `%23`, sometimes twice, and append a
 * slash, a dot or a bracket.
 */
export function linkIn(address: string): Link | null {
  const [, share, secret] = LINK.exec(decoded(decoded(address))) ?? [];
  return share && secret ? { share, secret } : null;
}

/** Whether the address has more than the page's own path, so was meant as a link. */
export const isMeant = (address: string): boolean => !NONE.test(decoded(decoded(address)));

function opened(): string | null {
  const { share } = (history.state ?? {}) as { share?: unknown };
  return typeof share === 'string' ? share : null;
}

/** Removes the link's secret, or what is left of it, from the address bar and the history entry at once. */
export function arrival(): Arrival {
  const { pathname, search, hash } = location;
  const link = linkIn(pathname + search + hash);
  const apart = !link && isMeant(pathname + hash);
  if (!link && !apart) return { link, apart, share: opened() };
  history.replaceState(null, '', page);
  return { link, apart, share: null };
}

/** Stores the share's id, never its secret: without the cookie the id opens nothing. */
export const remember = (share: string): void => history.replaceState({ share }, '', page);
