/** The phone's own store: what the screens read and write. Sync with the server is a background matter. */
import type { ApiAnswer, Outcome } from './outcome';
import type { CheckIn, Kept, Kind, SyncState } from './types';

export type * from './types';
export type { ApiAnswer, ApiProblem, FieldProblem, Outcome } from './outcome';
export { StorageFailed, Unreachable } from './outcome';

const soon = (): never => {
  throw new Error('not built yet');
};

export const keep = async (_kind: Kind, _id: string, _data: object): Promise<void> => soon();
export const remove = async (_kind: Kind, _id: string): Promise<void> => soon();
export const get = async <D = CheckIn>(_kind: Kind, _id: string): Promise<Kept<D> | undefined> => undefined;
export const list = async <D = CheckIn>(_kind: Kind): Promise<Kept<D>[]> => [];
/** Check-ins felt between two local dates, both included, newest first. */
export const range = async (_from: string, _to: string): Promise<Kept<CheckIn>[]> => [];

export const changed = { subscribe: (_fn: () => void): (() => void) => () => {} };

const nothing: SyncState = {
  account: null, signedIn: 'unsure', online: true, waiting: 0, parked: 0, conflicts: 0, ask: null, storage: 'ok',
};
export const syncState = {
  subscribe: (fn: (state: SyncState) => void): (() => void) => {
    fn(nothing);
    return () => {};
  },
};
export const start = (): void => {};
export const syncNow = async (): Promise<void> => {};
export const answerSend = async (_yes: boolean): Promise<void> => soon();
export const resolveConflict = async (_kind: Kind, _id: string, _choice: 'mine' | 'theirs'): Promise<void> => soon();
export const dropParked = async (_kind: Kind, _id: string): Promise<void> => soon();
export const retryParked = async (_kind: Kind, _id: string): Promise<void> => soon();

export const account = {
  signUp: async (_username: string, _password: string): Promise<Outcome> => soon(),
  signIn: async (_username: string, _password: string): Promise<Outcome> => soon(),
  signOut: async (_choice: { discardUnsent: boolean }): Promise<Outcome> => soon(),
  reauthenticate: async (_password: string): Promise<Outcome> => soon(),
  giveConsent: async (_version: string): Promise<Outcome> => soon(),
  erase: async (): Promise<Outcome> => soon(),
};

export const api = async <T>(_method: string, _path: string, _body?: unknown): Promise<ApiAnswer<T>> => soon();
export const persistence = async (): Promise<'granted' | 'denied' | 'unknown'> => 'unknown';
export interface LocalExport {
  format: 'noticing';
  version: 1;
  entries: Record<string, object[]>;
}
export const exportLocal = async (): Promise<LocalExport> => ({ format: 'noticing', version: 1, entries: {} });
