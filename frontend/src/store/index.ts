/** The phone's store, which the screens read and write. Sync with the server runs in the background. */
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
export type { NudgeChoice } from './database/rows';
export type { Secret as LockSecret } from './lock/vault';
export { StorageFailed, Unreachable, WrongSecret } from './outcome';

const store = createStore(browser());

export const {
  /** Resolves once the entry is written on this phone and its draft deleted; rejects with `StorageFailed`. */
  keep,
  /**
   * Changes an entry's present body; false if the entry was deleted in the meantime.
   * Rejects with `StorageFailed`, or with what the change throws.
   */
  amend,
  /** An entry that was never sent is gone at once; otherwise the deletion is queued. Rejects with `StorageFailed`. */
  remove,
  /** The draft with that name; null when there is none. */
  draft,
  drafts,
  /** The list for "Too much"; null while the app is locked. */
  ownHelp,
  /** Blank text deletes the draft; other drafts can be deleted in the same transaction. Rejects with `StorageFailed`. */
  setDraft,
  get,
  /** Kinds with dates newest first, others in the order in which they were made. */
  list,
  /** Entries of one kind between two local dates inclusive, newest first. */
  range,
  /** The same for every kind that has dates. */
  onDays,
  hasPractices,
  /** Entries (by default check-ins) that wait for the person's decision. */
  undecided,
  /** How many entries of each kind with dates, and the first and last day. */
  extent,
  /** The nearest days before and after a date that have entries. */
  beside,
  previewImport,
  /** Keeps a file's new entries, all of them or none. Rejects with `StorageFailed`. */
  importEntries,
  /** Notifies after any change, from this tab or another. */
  changed,
  /** A Svelte store. */
  syncState,
  /** Call once, after the first screen has loaded: starts syncing. */
  start,
  syncNow,
  /** Answers `ask === 'send'`; true can also be given later, for entries held back earlier. */
  answerSend,
  resolveConflict,
  dropParked,
  retryParked,
  account,
  /** The app lock of this phone. */
  lock,
  /** Registers work that this tab finishes before it locks because another tab did; returns how to unregister it. */
  beforeClosing,
  /** Requests to the server: `api('GET', '/api/shares/')`. Throws `Unreachable`. */
  api,
  /** The same for answers read as a stream (stream.ts). */
  reach,
  /** This phone in the server's list of devices, null when it isn't listed; and what is chosen on it for its nudges. */
  device,
  persistence,
  exportLocal,
  /** What an export made by the server lacks (copy.ts). */
  unsent,
  /**
   * Milliseconds that the server's clock is ahead of this phone's, for a `felt_at` refused as `in_future`; null if unknown.
   */
  clockOffset,
} = store;
