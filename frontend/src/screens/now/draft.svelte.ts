/** What is chosen on Now and not kept yet. It outlives a reload, a visit to another room, and storage that says no. */
import { toggled, withStrength } from '../../logic/felt-places';
import { recall, remember } from '../../parts/session';
import type { Sensation } from '../../store';

interface Draft {
  felt: Sensation[];
  note: string;
}

const empty = (): Draft => ({ felt: [], note: '' });

function recalled(): Draft {
  try {
    return { ...empty(), ...(JSON.parse(recall('draft') ?? '{}') as Partial<Draft>) };
  } catch {
    return empty();
  }
}

export const draft = $state<Draft>(recalled());

const nothing = (): boolean => draft.felt.length === 0 && draft.note.trim() === '';

export const isEmpty = nothing;

const save = (): void => remember('draft', nothing() ? null : JSON.stringify(draft));

export function setFelt(felt: Sensation[]): void {
  draft.felt = felt;
  save();
}

export const toggle = (code: string): void => setFelt(toggled(draft.felt, code));

export const setStrength = (code: string, strength: number | null): void =>
  setFelt(withStrength(draft.felt, code, strength));

export function setNote(note: string): void {
  draft.note = note;
  save();
}

/** The check-in that was kept just now, and what it was made of, so that it can be taken back. */
let latest: { id: string; at: number; draft: Draft } | null = null;

export function handOver(id: string): void {
  latest = { id, at: Date.now(), draft: $state.snapshot(draft) };
  Object.assign(draft, empty());
  save();
}

/** Milliseconds that Undo is still offered for this check-in. */
export const undoLeft = (id: string): number =>
  latest && latest.id === id ? Math.max(0, latest.at + 10_000 - Date.now()) : 0;

/** What was chosen is chosen again. */
export function takeBack(): void {
  if (latest) Object.assign(draft, latest.draft);
  latest = null;
  save();
}

/** What was chosen before the app was locked: not shown while it is, and there again once it is open. */
let aside: Draft | null = null;

export function layAside(): void {
  if (aside) return;
  aside = $state.snapshot(draft);
  latest = null;
  Object.assign(draft, empty());
  save();
}

/** Beside whatever was begun meanwhile. */
export function takeUp(): void {
  if (!aside) return;
  const chosen = draft.felt.map(({ code }) => code);
  const felt = [...draft.felt, ...aside.felt.filter(({ code }) => !chosen.includes(code))];
  Object.assign(draft, { felt, note: [aside.note, draft.note].filter((words) => words.trim()).join('\n') });
  aside = null;
  save();
}

export function forgetDraft(): void {
  latest = aside = null;
  Object.assign(draft, empty());
  save();
}
