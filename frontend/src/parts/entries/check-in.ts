/** Creates, changes and describes check-ins. */
import { labelOf, questionCodes, responses, sensations, type QuestionCode } from '../../catalogue';
import type { FeltAt } from '../../logic/begun';
import { feltNow } from '../../logic/felt';
import { codesOf, inOrder, strengthsOf, UNSURE } from '../../logic/felt-places';
import { uuid7 } from '../../logic/uuid7';
import { t } from '../../messages';
import { amend as amendEntry, keep, type CheckIn, type Kept, type Sensation } from '../../store';
import { whereIs } from '../body/marks';
import type { EntryRow } from './EntryRows.svelte';

/** Blank text is stored as null. */
export const wordsOrNull = (text: string): string | null => (text.trim() === '' ? null : text);

const codes = sensations.map(({ code }) => code);

function fresh(felt: readonly Sensation[], note: string, at: FeltAt): CheckIn {
  return {
    ...at,
    sensations: inOrder(felt, codes),
    responses: [], moment: null, person: null, longing: null, fear: null,
    answers: { feeling: null, protecting: null, learned: null },
    note: wordsOrNull(note), now: null, for_session: false, never_shared: false,
  };
}

/**
 * For now, unless `at` says when it was felt. Resolves with the new check-in's id once it is stored and that draft deleted;
 * rejects otherwise.
 */
export async function checkIn(felt: readonly Sensation[], note: string, at?: FeltAt | null, draft?: string, id = uuid7()): Promise<string> {
  await keep('check-ins', id, fresh(felt, note, at ?? feltNow(new Date())), draft);
  return id;
}

/** The entry has been deleted meanwhile, here or on another device. */
export class Gone extends Error {
  override name = 'Gone';
}

/** The change would leave the check-in empty, which isn't allowed. */
export class Emptied extends Error {
  override name = 'Emptied';
}

/** Rejects with `Gone`, `Emptied`, or the store's `StorageFailed`. */
export async function amend(id: string, by: (data: CheckIn) => CheckIn): Promise<void> {
  const found = await amendEntry<CheckIn>('check-ins', id, (now) => {
    const data = by(now);
    if (isEmpty(data)) throw new Emptied();
    return data;
  });
  if (!found) throw new Gone();
}

export const answer = (id: string, question: QuestionCode, text: string | null): Promise<void> =>
  amend(id, (data) => ({ ...data, answers: { ...data.answers, [question]: text } }));

/** On if it was off, and off if it was on. */
export const toggledIn = (codes: string[], code: string): string[] =>
  codes.includes(code) ? codes.filter((one) => one !== code) : [...codes, code];

export const toggleResponse = (id: string, code: string): Promise<void> =>
  amend(id, (data) => ({ ...data, responses: toggledIn(data.responses, code) }));

export const isEmpty = (data: CheckIn): boolean =>
  data.sensations.length + data.responses.length === 0 &&
  data.moment === null && data.note === null && Object.values(data.answers).every((text) => text === null);

export type OwnLabels = Record<string, string>;

/** The name of a sensation: the catalogue's, or the person's own. */
export function sensationLabel(code: string, own: OwnLabels = {}): string {
  if (!code.startsWith('own:')) return labelOf(sensations, code);
  return own[code.slice('own:'.length)] ?? t('entry.ownSensation');
}

export const firstWords = (text: string): string => (text.length > 60 ? `${text.slice(0, 57).trimEnd()}…` : text);

/** The first line of what somebody wrote, or its first words. */
export const firstLine = (text: string): string => firstWords(text.trim().split('\n', 1)[0]!);

/** The places of a check-in that was made on the body without a word for it; else none. */
const placesAlone = ({ sensations }: CheckIn): string[] =>
  sensations.every(({ code }) => code === UNSURE) ? sensations.map(whereIs).filter((where) => where !== null) : [];

/** The beginning of the words that the person wrote: the note, else the first answer. */
export function wordsOf({ note, answers }: CheckIn): string | undefined {
  const words = note ?? questionCodes.map((code) => answers[code]).find((text) => text !== null);
  return words ? firstLine(words) : undefined;
}

/** What was felt and how strongly, such as "Tightness in the chest 6, Numbness". */
function feltInShort({ sensations: felt }: CheckIn, own: OwnLabels): string {
  const strengths = strengthsOf(felt);
  return codesOf(felt).map((code) => [sensationLabel(code, own), strengths[code]].filter((it) => it !== null).join(' ')).join(', ');
}

/** One line for a list: what was felt, or the first words. */
export function inShort(data: CheckIn, own: OwnLabels = {}): string {
  const places = placesAlone(data);
  if (places.length > 0) return places.join('; ');
  if (data.sensations.length > 0) return feltInShort(data, own);
  const words = wordsOf(data);
  if (words) return `“${words}”`;
  return data.responses.map((code) => labelOf(responses, code)).join(', ') || t('entry.nothingSaid');
}

export const rowOf = ({ id, data, state }: Kept, own: OwnLabels): EntryRow =>
  ({ id, to: `/entry/${id}`, at: data.felt_at, zone: data.zone, text: inShort(data, own), state, marks: data });
