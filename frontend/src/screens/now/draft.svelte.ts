/** The check-in being made on Now. The keeper (keeper.svelte.ts) saves it in the store. */
import type { Component } from 'svelte';
import type { FeltAt } from '../../logic/begun';
import { toggled, withStrength } from '../../logic/felt-places';
import type { Sensation } from '../../store';
import type { Keeper } from './keeper.svelte';
import { FIRST, hold, release } from './draft-buffer';

export interface Draft {
  felt: Sensation[];
  note: string;
  /** The time to keep it with; null for the time of keeping. */
  at: FeltAt | null;
}

const empty = (): Draft => ({ felt: [], note: '', at: null });

export const draft = $state<Draft>(empty());

/** The component above Keep for earlier and resumed drafts; null until one has been found. */
export const earlier = $state<{ Line: Component | null }>({ Line: null });

/** The time of a day that was picked under Look back: what is tapped next is kept with it. */
export const picked = $state<{ at: FeltAt | null }>({ at: null });

export const isEmpty = (): boolean => draft.felt.length === 0 && draft.note.trim() === '';

let keeper: Keeper | null = null;

/** The keeper is loaded after the first screen, or with the next tap. */
export async function startKeeper(): Promise<void> {
  keeper ??= await import('./keeper.svelte').then((found) => found.keeper, () => null);
  keeper?.start();
}

function save(): void {
  if (isEmpty()) draft.at = picked.at;
  if (keeper) return keeper.changed();
  holdNow();
  void startKeeper();
}

/**
 * Begins a check-in for an earlier day, or for now. What is on Now with another time is set aside. False if the keeper couldn't
 * be loaded: nothing has begun then.
 */
export async function beginOn(at: FeltAt | null): Promise<boolean> {
  await startKeeper();
  await keeper?.beginOn(at);
  return keeper !== null;
}

function holdNow(): void {
  if (isEmpty()) release(FIRST);
  else hold({ name: FIRST, text: JSON.stringify(draft), instead: [] });
}

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

/** The draft's name in the store, once pending writes are done. */
export const nameOfDraft = async (): Promise<string | undefined> => keeper?.written();

/** The check-in just kept and its draft, for Undo. */
let latest: { id: string; draft: Draft } | null = null;

export function handOver(id: string): void {
  const kept = $state.snapshot(draft);
  putAway();
  keeper?.kept();
  latest = { id, draft: kept };
}

export const isLatest = (id: string): boolean => latest?.id === id;

/** Ends Undo. */
export function forgetLatest(): void {
  latest = null;
}

/** Restores the draft of the check-in that was undone. */
export function takeBack(): void {
  if (latest) Object.assign(draft, latest.draft);
  latest = null;
  save();
}

/** Clears the screen only, not the stored draft. */
export function putAway(): void {
  latest = null;
  release(FIRST);
  picked.at = null;
  Object.assign(draft, empty());
}

export function forgetDraft(): void {
  putAway();
  keeper?.forget();
}
