/** What the therapist's page asks of the server. No store, nothing kept. */
import type { Period } from '../../logic/patterns/periods';
import type { CheckInCounts, CodeCount } from '../../logic/patterns/shape';
import type { Repair, SayIt, Sensation } from '../../store';

export interface Link {
  share: string;
  secret: string;
}

export type SharedSensation = Pick<Sensation, 'place' | 'side' | 'texture'> & {
  code: string;
  label: string | null;
  strength: number | null;
};

export interface Told {
  date: string;
  part: 'night' | 'morning' | 'afternoon' | 'evening';
  for_session: boolean;
  person?: string | null;
}

export interface SharedEntry extends Told {
  /** The taps are there where sensations are shared, the words where words are. */
  sensations?: SharedSensation[];
  responses?: string[];
  moment?: string | null;
  longing?: number | null;
  fear?: number | null;
  now?: string | null;
  answers?: { feeling: string | null; protecting: string | null; learned: string | null };
  note?: string | null;
}

export interface SharedPractice extends Told {
  practice: string;
  met: string | null;
  beliefs: string[];
  /** Where words are shared. */
  bracing?: string | null;
  happened?: string | null;
}

export interface SharedRepair extends Told {
  whose: string | null;
  state: Repair['state'];
  skills: string[];
  expected: string[];
  /** Where words are shared. */
  what?: string | null;
  came?: string | null;
  say_it?: SayIt | null;
}

export interface SharedPage extends Told {
  /** Nothing where somebody wrote freely. */
  prompt: string | null;
  /** Where words are shared. */
  text?: string | null;
}

/** A kind with a section of its own: all are counted, and told as far as there is room. */
interface Section<Entry> {
  count: number;
  entries: Entry[];
}

export interface Report {
  label: string;
  topic: string | null;
  sections: string[];
  expires_on: string;
  period: Period;
  /** From where to where the share lets one look. */
  reach: Period;
  rests: Period[];
  /** Of words alone, those that have some; null where nothing of check-ins is shared. */
  check_ins: number | null;
  days: number | null;
  patterns: CheckInCounts | null;
  practices: (Section<SharedPractice> & { met: CodeCount[] }) | null;
  repairs: Section<SharedRepair> | null;
  journal: Section<SharedPage> | null;
  entries: SharedEntry[];
  /** How many more there are than the page has room for. */
  entries_left: number;
  acknowledged: boolean;
  line: string | null;
}

/** What became of trying a link: open, asked for its PIN, not before some minutes are over, or nothing there. */
export type Tried =
  | { is: 'open'; idleMinutes: number }
  | { is: 'pin'; left: number }
  | { is: 'later'; minutes: number }
  | { is: 'nothing' };

function ask(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(path, {
    method,
    cache: 'no-store',
    credentials: 'same-origin',
    headers: { Accept: 'application/json', ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const minutesOf = (seconds: string | null): number => Math.max(1, Math.ceil(Number(seconds ?? 60) / 60) || 1);

/** Throws when the server isn't in reach. After the last try of a PIN the link is as dead as any other. */
export async function open({ share, secret }: Link, pin: string | null): Promise<Tried> {
  const response = await ask('POST', '/api/viewings/', { share, secret, pin });
  if (response.status === 404 || response.status === 400) return { is: 'nothing' };
  if (response.status === 429) return { is: 'later', minutes: minutesOf(response.headers.get('Retry-After')) };
  if (response.status !== 201 && response.status !== 401) throw new Error(String(response.status));
  const said = (await response.json()) as { idle_minutes: number; tries_left: number };
  if (response.status === 201) return { is: 'open', idleMinutes: said.idle_minutes };
  return said.tries_left > 0 ? { is: 'pin', left: said.tries_left } : { is: 'nothing' };
}

/** Each share has addresses of its own, and its cookie is sent to no other. */
const at = (share: string, what: string): string => `/api/shared/${share}/${what}`;

/** null when nothing is to be seen, or not any more; throws when the server isn't in reach. */
export async function read(share: string, wanted: Period | null): Promise<Report | null> {
  const query = wanted ? `?from=${wanted.from}&to=${wanted.to}` : '';
  const response = await ask('GET', at(share, `report/${query}`));
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as Report;
}

/** With one of the catalogue's lines or without. False when the page is closed. */
export async function acknowledge(share: string, line: string | null): Promise<boolean> {
  const response = await ask('PUT', at(share, 'acknowledgement/'), { line });
  if (!response.ok && response.status !== 401) throw new Error(String(response.status));
  return response.ok;
}

/** One that has ended already is closed as well. */
export async function leave(share: string): Promise<void> {
  const response = await ask('DELETE', at(share, 'viewing/'));
  if (!response.ok && response.status !== 401) throw new Error(String(response.status));
}
