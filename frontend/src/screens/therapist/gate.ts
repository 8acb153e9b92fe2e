/** What the therapist's page asks of the server. No store, nothing kept. */
import type { Patterns } from '../../logic/patterns/shape';
import type { Sensation } from '../../store';

export interface Link {
  share: string;
  secret: string;
}

export type SharedSensation = Pick<Sensation, 'place' | 'side' | 'texture'> & {
  code: string;
  label: string | null;
  strength: number | null;
};

export interface SharedEntry {
  date: string;
  part: 'night' | 'morning' | 'afternoon' | 'evening';
  for_session: boolean;
  /** The taps are there where sensations are shared, the words where words are. */
  sensations?: SharedSensation[];
  responses?: string[];
  moment?: string | null;
  person?: string | null;
  longing?: number | null;
  fear?: number | null;
  now?: string | null;
  answers?: { feeling: string | null; protecting: string | null; learned: string | null };
  note?: string | null;
}

export interface Report {
  label: string;
  topic: string | null;
  sections: string[];
  expires_on: string;
  period: { from: string; to: string };
  check_ins: number;
  days: number;
  patterns: Patterns | null;
  entries: SharedEntry[];
  acknowledged: boolean;
}

/** `#<id>.<secret>`; null when there is no such thing. */
export function linkIn(hash: string): Link | null {
  const [, share, secret] = /^#([^.]+)\.(.+)$/.exec(hash) ?? [];
  return share && secret ? { share, secret } : null;
}

function ask(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(path, {
    method,
    cache: 'no-store',
    credentials: 'same-origin',
    headers: { Accept: 'application/json', ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** False when there is nothing to open; throws when the server isn't in reach. */
export async function open({ share, secret }: Link): Promise<boolean> {
  const { status } = await ask('POST', '/api/viewings/', { share, secret });
  if (status !== 201 && status !== 404 && status !== 400) throw new Error(String(status));
  return status === 201;
}

/** null when nothing is to be seen, or not any more; throws when the server isn't in reach. */
export async function read(): Promise<Report | null> {
  const response = await ask('GET', '/api/shared/report/');
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as Report;
}

/** False when the page is closed. */
export async function acknowledge(): Promise<boolean> {
  const response = await ask('PUT', '/api/shared/acknowledgement/', { line: null });
  if (!response.ok && response.status !== 401) throw new Error(String(response.status));
  return response.ok;
}

export const leave = async (): Promise<void> => void (await ask('DELETE', '/api/viewings/'));
