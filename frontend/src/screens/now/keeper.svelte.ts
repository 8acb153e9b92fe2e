/**
 * Keeps what is begun on Now as a draft in the phone's store, and brings it back: as it was within half an hour, and later
 * or after Leave by a line that offers it.
 */
import { beside, isBegun, isFresh, newName, type Begun, type FeltAt } from '../../logic/begun';
import { feltNow } from '../../logic/felt';
import { moreTexts } from '../../messages';
import { forgetLeft, wasLeft } from '../../parts/frame/left';
import { drafts, setDraft, syncState, type SyncState } from '../../store';
import { draft, earlier, isEmpty, putAway } from './draft.svelte';
import { FIRST, hold, left, release, releaseAll, type Writing } from './refuge';

/** What was begun and is not on Now. */
export interface Waiting extends Begun {
  name: string;
}

const PAUSE = 500;

/** The newest first. */
export const waiting = $state<{ all: Waiting[] }>({ all: [] });

/** When what is on Now was begun, where it was taken up later than that. */
export const resumed = $state<{ began: FeltAt | null }>({ began: null });

/** The drafts that hold what is on Now: one, unless an earlier one has just been taken up beside it. */
let names: string[] = [];
let newest: string | null = null;
let given: string | undefined;
let began: FeltAt | null = null;
let touched = 0;
let unsaved = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let writing: Promise<void> | null = null;
let looking: Promise<void> = Promise.resolve();
let lock: SyncState['lock'] = 'unsure';
let attending = false;

function changed(): void {
  touched = Date.now();
  if (isEmpty()) began = resumed.began = null;
  else began ??= draft.at ?? feltNow(new Date());
  resumed.began ??= draft.at; // a keeping that was taken back
  unsaved = true;
  timer ??= setTimeout(save, PAUSE);
}

function textNow(): string {
  if (isEmpty()) return '';
  return JSON.stringify({ ...$state.snapshot(draft), began: began!, touched } satisfies Begun);
}

/** Called while the app closes too, so nothing comes before it asks the storage. */
function save(): void {
  stopTimer();
  if (!unsaved) return;
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
    unsaved = true; // with the next change, or as the app is left
  }
}

/** Now is empty from here on, and what it held is in the store. */
function putAside(): void {
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

/** One look after another: each draft is taken up once. */
function look(takes: boolean): Promise<void> {
  looking = looking.then(() => lookNow(takes)).catch(() => {}); // the notices say that the storage can't be read
  return looking;
}

async function lookNow(takes: boolean): Promise<void> {
  const found = await read();
  if (lock === 'locked') return;
  if (takes && found[0] && isFresh(found[0], new Date())) takeUp(found.shift()!);
  waiting.all = found;
  if (found.length > 0 || resumed.began) await offer();
}

async function read(): Promise<Waiting[]> {
  await writing;
  await emptyRefuge();
  const found = (await drafts()).filter(isBegun).map(({ name, text }) => ({ ...(JSON.parse(text) as Begun), name }));
  if (wasLeft()) await makeOld(found);
  return found.filter(({ name }) => !names.includes(name)).sort((one, other) => other.touched - one.touched);
}

/** What the storage didn't take then, it may take now; else it is on Now again. */
async function emptyRefuge(): Promise<void> {
  for (const { writing: { name, text, instead }, taken } of left()) {
    const found = text && ({ at: null, began: feltNow(new Date()), touched: Date.now(), ...JSON.parse(text) } as Begun);
    await setDraft(name, found && JSON.stringify(found), instead).catch(() => {
      if (!found) return;
      lay(found);
      changed();
    });
    taken();
  }
}

/** After Leave nothing comes back by itself, however often the app is opened again. */
async function makeOld(found: Waiting[]): Promise<void> {
  for (const one of found) {
    one.touched = 0;
    await setDraft(one.name, JSON.stringify(one));
  }
  forgetLeft();
}

/** As it was; what was tapped meanwhile stays beside it, and both become one draft. */
function takeUp(one: Waiting): void {
  const alone = isEmpty();
  lay(one);
  names = [...names, one.name];
  touched = one.touched;
  if (!alone) changed();
}

function lay(one: Begun): void {
  const note = [one.note, draft.note].filter((words) => words.trim()).join('\n');
  Object.assign(draft, { felt: beside(draft.felt, one.felt), note, at: one.at });
  began = one.began;
  if (one.at) resumed.began = began;
}

async function offer(): Promise<void> {
  const [{ default: Line }] = await Promise.all([import('./Begun.svelte'), moreTexts()]);
  earlier.Line = Line;
}

/** With its own time. What is on Now waits in its turn. */
export function goOn({ name, felt, note, at, began: then }: Waiting): Promise<void> {
  if (!isEmpty()) putAside();
  Object.assign(draft, { felt, note, at: at ?? then });
  names = [name];
  began = resumed.began = then;
  changed();
  return look(false);
}

/** Rejects with `StorageFailed`. */
export async function letGo({ name }: Waiting): Promise<void> {
  await setDraft(name, '');
  await look(false);
}

export function keepAt(at: FeltAt | null): void {
  draft.at = at;
  changed();
}

function follow({ lock: now }: SyncState): void {
  const was = lock;
  if (now === 'unsure' || now === was) return;
  lock = now;
  if (now === 'locked') {
    if (was !== 'unsure') putAside();
    waiting.all = [];
  } else if (was !== 'open' && was !== 'none') void look(true);
}

/** Whether or not the phone has ended the app meanwhile, it comes back to the same. */
function seen(): void {
  if (document.visibilityState === 'hidden') {
    save();
    if (lock === 'locked') putAside();
  } else if (!isEmpty() && !isFresh({ touched }, new Date())) {
    putAside();
    void look(false);
  }
}

function attend(): void {
  if (!isEmpty()) changed();
  if (attending) return;
  attending = true;
  syncState.subscribe(follow);
  document.addEventListener('visibilitychange', seen);
  addEventListener('pageshow', seen);
  addEventListener('pagehide', save);
}

async function written(): Promise<string | undefined> {
  stopTimer();
  await writing;
  given = names[0];
  return given;
}

/** The draft that `written` named went with the keeping. What was written meanwhile goes now. */
function kept(): void {
  const others = names.filter((name) => name !== given);
  release(...names);
  reset();
  if (others.length > 0) void setDraft(newName(), '', others).catch(() => {});
}

function forget(): void {
  reset();
  releaseAll();
  waiting.all = [];
}

export const keeper = { attend, changed, written, kept, forget };
export type Keeper = typeof keeper;
