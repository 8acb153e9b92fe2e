/** The requests of the therapist's page. It uses no store and keeps nothing. */
import type { SharedKind, Whole } from '../../kinds/kinds';
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

export interface SharedItem {
  date: string;
  part: 'night' | 'morning' | 'afternoon' | 'evening';
  for_session: boolean;
  person?: string | null;
}

export interface SharedEntry extends SharedItem {
  /** Present if sensations are shared; the texts if words are. */
  sensations?: SharedSensation[];
  responses?: string[];
  moment?: string | null;
  longing?: number | null;
  fear?: number | null;
  now?: string | null;
  answers?: { feeling: string | null; protecting: string | null; learned: string | null };
  note?: string | null;
}

export interface SharedPractice extends SharedItem {
  practice: string;
  met: string | null;
  beliefs: string[];
  /** Present if words are shared. */
  bracing?: string | null;
  happened?: string | null;
}

export interface SharedRepair extends SharedItem {
  whose: string | null;
  state: Repair['state'];
  skills: string[];
  expected: string[];
  /** Present if words are shared. */
  what?: string | null;
  came?: string | null;
  say_it?: SayIt | null;
}

export interface SharedPage extends SharedItem {
  /** Null for free writing. */
  prompt: string | null;
  /** Present if words are shared. */
  text?: string | null;
}

/** Codes are plain strings here: a later version may share some that this one doesn't know. */
interface Loose {
  practices: SharedPractice;
  repairs: SharedRepair;
  journal: SharedPage;
}

/** The entries of each kind with a section of its own. */
export type SharedEntries = {
  [K in SharedKind]: K extends keyof Loose ? Loose[K] : SharedItem & Partial<Omit<Whole<K>, keyof SharedItem>>;
};

/** A kind with its own section: `count` is of all entries, `entries` are those that the page has room for. */
interface Section<Entry> {
  count: number;
  entries: Entry[];
}

type Sections = { [K in SharedKind]: Section<SharedEntries[K]> | null };

export interface Report extends Sections {
  label: string;
  topic: string | null;
  sections: string[];
  expires_on: string;
  period: Period;
  /** The period that the share allows. */
  reach: Period;
  rests: Period[];
  /** If only words are shared, counts the check-ins that have some; null if the share has nothing of check-ins. */
  check_ins: number | null;
  days: number | null;
  patterns: CheckInCounts | null;
  practices: (Section<SharedPractice> & { met: CodeCount[] }) | null;
  entries: SharedEntry[];
  /** How many entries the page had no room for. */
  entries_left: number;
  acknowledged: boolean;
  line: string | null;
}

/** The result of opening a link: open, needs its PIN, blocked for some minutes, or not found. */
export type OpenResult =
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

/** Throws if the server can't be reached. After the last PIN attempt, the link is answered like one that doesn't exist. */
export async function open({ share, secret }: Link, pin: string | null): Promise<OpenResult> {
  const response = await ask('POST', '/api/viewings/', { share, secret, pin });
  if (response.status === 404 || response.status === 400) return { is: 'nothing' };
  if (response.status === 429) return { is: 'later', minutes: minutesOf(response.headers.get('Retry-After')) };
  if (response.status !== 201 && response.status !== 401) throw new Error(String(response.status));
  const said = (await response.json()) as { idle_minutes: number; tries_left: number };
  if (response.status === 201) return { is: 'open', idleMinutes: said.idle_minutes };
  return said.tries_left > 0 ? { is: 'pin', left: said.tries_left } : { is: 'nothing' };
}

/** Each share has its own paths, and its cookie is sent only to them. */
const at = (share: string, what: string): string => `/api/shared/${share}/${what}`;

/** Null if the share has ended or can't be opened; throws if the server can't be reached. */
export async function read(share: string, wanted: Period | null): Promise<Report | null> {
  const query = wanted ? `?from=${wanted.from}&to=${wanted.to}` : '';
  const response = await ask('GET', at(share, `report/${query}`));
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as Report;
}

/** With one of the catalogue's lines or without. False if the viewing has ended. */
export async function acknowledge(share: string, line: string | null): Promise<boolean> {
  const response = await ask('PUT', at(share, 'acknowledgement/'), { line });
  if (!response.ok && response.status !== 401) throw new Error(String(response.status));
  return response.ok;
}

/** A viewing that has already ended counts as closed. */
export async function leave(share: string): Promise<void> {
  const response = await ask('DELETE', at(share, 'viewing/'));
  if (!response.ok && response.status !== 401) throw new Error(String(response.status));
}
