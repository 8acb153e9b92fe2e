/**
 * Saves the check-in on Now as a draft in the store. Restores it within half an hour; later, or after Leave, a line above
 * Keep offers it.
 */
import { beside, isFresh, newName, type Begun, type FeltAt } from '../../logic/begun';
import { feltNow } from '../../logic/felt';
import { isTyped } from '../../logic/typed';
import { moreTexts } from '../../messages';
import { forgetLeft, wasLeft } from '../../parts/frame/left';
import { saveOnLeaving } from '../../parts/frame/pending-writes';
import { drafts, setDraft, syncState, type SyncState } from '../../store';
import { draft, earlier, isEmpty, picked, putAway } from './draft.svelte';
import { FIRST, hold, leftOver, release, releaseAll, type Writing } from './draft-buffer';

/** A draft that isn't on Now. */
export interface Waiting extends Begun {
  name: string;
}

const PAUSE = 500;

/** Newest first. */
export const waiting = $state<{ all: Waiting[] }>({ all: [] });

/** When the draft on Now was begun, if it was resumed later. */
export const resumed = $state<{ began: FeltAt | null }>({ began: null });

/** The stored drafts of what is on Now: one, unless an earlier one was just merged into it. */
let names: string[] = [];
let newest: string | null = null;
let keptName: string | undefined;
let began: FeltAt | null = null;
let touched = 0;
let unsaved = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let writing: Promise<void> | null = null;
let reloading: Promise<void> = Promise.resolve();
let lock: SyncState['lock'] = 'unsure';
let started = false;

function changed(): void {
  touched = Date.now();
  if (isEmpty()) {
    began = null;
    resumed.began = picked.at;
  } else began ??= draft.at ?? feltNow(new Date());
  resumed.began ??= draft.at; // after Undo of a keep
  if (resumed.began && !earlier.Line) void showOffer().catch(() => {}); // tried again at the next change
  unsaved = true;
  timer ??= setTimeout(save, PAUSE);
}

function textNow(): string {
  if (isEmpty()) return '';
  return JSON.stringify({ ...$state.snapshot(draft), began: began!, touched } satisfies Begun);
}

/** Also called while the app closes, so it requests the write without awaiting anything first. */
function save(): Promise<void> | null {
  stopTimer();
  if (unsaved) storeNow();
  return writing;
}

function storeNow(): void {
  unsaved = false;
  const writing = { name: newName(), text: textNow(), instead: names };
  release(FIRST);
  if (!writing.text && names.length === 0) return;
  hold(writing);
  names = writing.text ? [writing.name] : [];
  newest = writing.name;
  put(writing);
}

function put(one: Writing): void {
  const act = (): Promise<void> => store(one);
  const mine = writing ? writing.then(act) : act();
  writing = mine;
  void mine.then(() => {
    if (writing === mine) writing = null;
  });
}

function stopTimer(): void {
  clearTimeout(timer);
  timer = undefined;
}

async function store({ name, text, instead }: Writing): Promise<void> {
  try {
    await setDraft(name, text, instead);
    release(name);
  } catch {
    if (newest !== name) return;
    names = [name, ...instead];
    unsaved = true; // tried again with the next change, or when the app is left
  }
}

/** Saves what is on Now and clears the screen. */
function setAside(): void {
  save();
  reset();
  putAway();
}

function reset(): void {
  stopTimer();
  names = [];
  newest = began = resumed.began = null;
  unsaved = false;
}

/** One at a time, so that each draft is restored only once. */
function reload(restores: boolean): Promise<void> {
  reloading = reloading.then(() => reloadNow(restores)).catch(() => {}); // the notices report that storage can't be read
  return reloading;
}

async function reloadNow(restores: boolean): Promise<void> {
  const found = await read();
  if (lock === 'locked') return;
  if (restores && found[0] && isFresh(found[0], new Date())) restore(found.shift()!);
  waiting.all = found;
  if (found.length > 0 || resumed.began || (await drafts()).some(isTyped)) await showOffer();
}

async function read(): Promise<Waiting[]> {
  await writing;
  await flushBuffer();
  const found = (await drafts()).filter(({ kind }) => kind === 'check-ins')
    .map(({ name, text }) => ({ ...(JSON.parse(text) as Begun), name }));
  if (wasLeft()) await markStale(found);
  return found.filter(({ name }) => !names.includes(name)).sort((one, other) => other.touched - one.touched);
}

/** Stores the writes that an earlier page buffered; if that fails, restores them to Now. */
async function flushBuffer(): Promise<void> {
  for (const { writing: { name, text, instead }, stored } of leftOver()) {
    const found = text && ({ at: null, began: feltNow(new Date()), touched: Date.now(), ...JSON.parse(text) } as Begun);
    await setDraft(name, found && JSON.stringify(found), instead).catch(() => {
      if (!found) return;
      mergeDraft(found);
      changed();
    });
    stored();
  }
}

/** After Leave no draft is restored by itself, however often the app is opened. */
async function markStale(found: Waiting[]): Promise<void> {
  for (const one of found) {
    one.touched = 0;
    await setDraft(one.name, JSON.stringify(one));
  }
  forgetLeft();
}

/** Restores a draft. What was tapped meanwhile stays, and both become one draft. */
function restore(one: Waiting): void {
  const alone = isEmpty();
  mergeDraft(one);
  names = [...names, one.name];
  touched = one.touched;
  if (!alone) changed();
}

function mergeDraft(one: Begun): void {
  const note = [one.note, draft.note].filter((words) => words.trim()).join('\n');
  Object.assign(draft, { felt: beside(draft.felt, one.felt), note, at: one.at });
  began = one.began;
  if (one.at) resumed.began = began;
}

async function showOffer(): Promise<void> {
  const [{ default: Line }] = await Promise.all([import('./Begun.svelte'), moreTexts()]);
  earlier.Line = Line;
}

/** Resumes another draft with its own time. The one on Now is set aside. */
export function resumeOther({ name, felt, note, at, began: then }: Waiting): Promise<void> {
  if (!isEmpty()) setAside();
  picked.at = null;
  Object.assign(draft, { felt, note, at: at ?? then });
  names = [name];
  began = resumed.began = then;
  changed();
  return reload(false);
}

function beginOn(at: FeltAt | null): Promise<void> {
  if (!isEmpty() && (at || draft.at)) setAside(); // what was begun with a time of its own keeps it
  draft.at = picked.at = at;
  changed();
  return reload(false);
}

/** Rejects with `StorageFailed`. */
export async function letGo({ name }: Waiting): Promise<void> {
  await setDraft(name, '');
  await reload(false);
}

export function keepAt(at: FeltAt | null): void {
  draft.at = at;
  if (!at) picked.at = null;
  changed();
}

function onSyncState({ lock: now }: SyncState): void {
  const was = lock;
  if (now === 'unsure' || now === was) return;
  lock = now;
  if (now === 'locked') {
    if (was !== 'unsure') setAside();
    waiting.all = [];
  } else if (was !== 'open' && was !== 'none') void reload(true);
}

/** Makes no difference whether the phone has killed the app meanwhile: a stale draft is set aside either way. */
function onVisibility(): void {
  if (document.visibilityState === 'hidden') {
    save();
    if (lock === 'locked') setAside();
  } else if ((!isEmpty() || picked.at) && !isFresh({ touched }, new Date())) {
    setAside();
    void reload(false);
  }
}

function start(): void {
  if (!isEmpty()) changed();
  if (started) return;
  started = true;
  syncState.subscribe(onSyncState);
  document.addEventListener('visibilitychange', onVisibility);
  addEventListener('pageshow', onVisibility);
  saveOnLeaving(save);
}

async function written(): Promise<string | undefined> {
  stopTimer();
  await writing;
  keptName = names[0];
  return keptName;
}

/** Keeping deleted the draft that `written` named. This deletes any written since. */
function kept(): void {
  const others = names.filter((name) => name !== keptName);
  release(...names);
  reset();
  if (others.length > 0) void setDraft(newName(), '', others).catch(() => {});
}

function forget(): void {
  reset();
  releaseAll();
  waiting.all = [];
}

export const keeper = { start, changed, beginOn, written, kept, forget };
export type Keeper = typeof keeper;
