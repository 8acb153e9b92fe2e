/** The owner's shares, and the requests about them. */
import type { components } from '../../api-types';
import { SECTIONS } from '../../kinds/table';
import { api, type ApiAnswer } from '../../store';
import type { Report } from '../therapist/requests';

type Schemas = components['schemas'];

export type Section = Schemas['SectionsEnum'];
export type Audience = Schemas['AudienceEnum'];
export type Share = Schemas['ShareSchema'];
/** With the link, which the server returns only once. */
export type MadeShare = Schemas['MadeShareSchema'];
/** The complete request: every field is sent, so that no default of the server applies. */
export type ShareBody = Required<Schemas['ShareRequest']>;
export type ShareChange = Schemas['PatchedShareChangeRequest'];

export interface View {
  date: string;
  part: 'night' | 'morning' | 'afternoon' | 'evening';
}

interface List<T> {
  results: T[];
}

export const sections = SECTIONS satisfies readonly Section[];
export const audiences = ['therapist', 'group', 'trusted'] as const satisfies readonly Audience[];

const at = (id: string): string => `/api/shares/${encodeURIComponent(id)}/`;

export const listShares = (): Promise<ApiAnswer<List<Share>>> => api('GET', '/api/shares/');
export const readShare = (id: string): Promise<ApiAnswer<Share>> => api('GET', at(id));
export const listViews = (id: string): Promise<ApiAnswer<List<View>>> => api('GET', `${at(id)}views/`);
/** What the link shows at this moment. */
export const previewShare = (id: string): Promise<ApiAnswer<Report>> => api('GET', `${at(id)}preview/`);
/** What the link of this draft would show. */
export const previewDraft = (body: ShareBody): Promise<ApiAnswer<Report>> => api('POST', '/api/shares/preview/', body);
export const makeShare = (body: ShareBody): Promise<ApiAnswer<MadeShare>> => api('POST', '/api/shares/', body);
/** Showing less takes effect at once; showing more requires the password. */
export const changeShare = (id: string, change: ShareChange): Promise<ApiAnswer<Share>> => api('PATCH', at(id), change);
export const revoke = (id: string): Promise<ApiAnswer<Share>> => changeShare(id, { revoked: true });

export const isOpen = ({ revoked_at, expires_at }: Share, now: Date = new Date()): boolean =>
  revoked_at === null && new Date(expires_at) > now;

/** Returns how many couldn't be stopped. Never rejects, so that one failure doesn't keep the others from stopping. */
export async function revokeAll(shares: readonly Share[]): Promise<number> {
  const answers = await Promise.allSettled(shares.map(({ id }) => revoke(id)));
  return answers.filter((answer) => answer.status === 'rejected' || answer.value.status !== 200).length;
}
