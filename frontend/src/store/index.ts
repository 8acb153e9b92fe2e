/** The phone's own store: what the screens read and write. Sync with the server is a background matter. */
import { createStore } from './store';
import { browser } from './world';

export type * from './types';
export type { ApiAnswer, ApiProblem, FieldProblem, Outcome } from './outcome';
export type { ImportPreview } from './entries/importing';
export type { Beside, Extent } from './entries/days';
export type { Others } from './account/aside';
export type { Draft } from './entries/drafts';
export type { LocalExport } from './entries/copy';
export { datedKinds } from '../kinds/kinds';
export type { About as LockAbout } from './lock/lock-keeper';
export type { Choice as LockChoice } from './lock/locking';
export type { Secret as LockSecret } from './lock/vault';
export { StorageFailed, Unreachable, WrongSecret } from './outcome';

const store = createStore(browser());

export const {
  /** Resolves when the phone has really kept it, and the draft that it was is gone; rejects with `StorageFailed`. */
  keep,
  /**
   * Changes what an entry holds now; false where it was let go meanwhile.
   * Rejects with `StorageFailed`, or with what the change throws.
   */
  amend,
  /** What was never sent vanishes at once; else the server is told in its turn. Rejects with `StorageFailed`. */
  remove,
  /** The words of that name that were being written; null where there are none. */
  draft,
  drafts,
  /** Blank words end it; other drafts can go with it, in the same transaction. Rejects with `StorageFailed`. */
  setDraft,
  get,
  /** What has dates newest first. */
  list,
  /** Those of one kind between two local dates, both included, newest first. */
  range,
  /** The same of every kind that has dates. */
  onDays,
  hasPractices,
  /** Check-ins, or what else is asked for, that wait for a choice of the person's. */
  undecided,
  /** How many there are of each kind that has dates, and from which day to which. */
  extent,
  /** The nearest days before and after one that have something. */
  beside,
  previewImport,
  /** What is new of a file's entries, all of it or nothing. Rejects with `StorageFailed`. */
  importEntries,
  /** After any change, from this tab or another. */
  changed,
  /** A Svelte store. */
  syncState,
  /** Once, when the first screen is there: begins to sync, and goes on. */
  start,
  syncNow,
  /** To `ask === 'send'`; with true also later, for what was held back then. */
  answerSend,
  resolveConflict,
  dropParked,
  retryParked,
  account,
  /** The app's own lock on this phone. */
  lock,
  /** What this page still does when another tab closes the lock; answers how to do it no more. */
  beforeClosing,
  /** For what needs the server: `api('GET', '/api/shares/')`. Throws `Unreachable`. */
  api,
  /** The same for what is read while it comes (stream.ts). */
  reach,
  /** This phone as the server's list of devices knows it; null when it isn't on it. */
  device,
  persistence,
  exportLocal,
  /** What a copy made by the server lacks (copy.ts). */
  unsent,
  /** Milliseconds that the server's clock is ahead of this phone's, for a `felt_at` that is `in_future`; null if unknown. */
  clockOffset,
} = store;
