/** The account's sessions. */
import { send, type Reply } from './sending';

export interface SignedIn {
  id: number;
  /** `Chrome, Android`; null if it isn't a browser. */
  label: string | null;
  /** Seconds since 1970. */
  created_at: number;
  last_used_at: number;
  is_current: boolean;
}

export const signedIn = (): Promise<Reply<SignedIn[]>> => send('GET', 'auth/sessions');
export const signOutOf = (ids: number[]): Promise<Reply<SignedIn[]>> => send('DELETE', 'auth/sessions', { sessions: ids });
