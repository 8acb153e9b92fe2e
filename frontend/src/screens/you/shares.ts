/** Shares as the owner sees them. */
import type { MessageKey } from '../../messages';
import { api, type ApiAnswer } from '../../store';

export type Section = 'sensations' | 'words';

export interface Share {
  id: string;
  label: string;
  sections: Section[];
  expires_at: string;
  revoked_at: string | null;
  acknowledged_at: string | null;
}

export interface MadeShare extends Share {
  /** With the secret; the server says it this once. */
  link: string;
}

export interface View {
  date: string;
  part: 'night' | 'morning' | 'afternoon' | 'evening';
}

interface List<T> {
  results: T[];
}

export const listShares = (): Promise<ApiAnswer<List<Share>>> => api('GET', '/api/shares/');
export const listViews = (id: string): Promise<ApiAnswer<List<View>>> => api('GET', `/api/shares/${id}/views/`);
export const revoke = (id: string): Promise<ApiAnswer<Share>> => api('PATCH', `/api/shares/${id}/`, { revoked: true });

/** The end, days from now, in whole seconds. */
export const endsIn = (days: number, now: Date = new Date()): string =>
  `${new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 19)}Z`;

export const makeShare = (label: string, sections: Section[], days: number): Promise<ApiAnswer<MadeShare>> =>
  api('POST', '/api/shares/', {
    label, audience: 'therapist', topic: null, sections, from: null, hold_back_days: 0, expires_at: endsIn(days),
  });

export const isOpen = ({ revoked_at, expires_at }: Share, now: Date = new Date()): boolean =>
  revoked_at === null && new Date(expires_at) > now;

export function reveals({ sections }: Share): MessageKey {
  if (sections.includes('sensations') && sections.includes('words')) return 'sharing.both';
  return sections.includes('words') ? 'sharing.words' : 'sharing.sensations';
}
