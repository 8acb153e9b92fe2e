/** What the screens subscribe to: a notification of any change, and one value with all that they say about sync. */
import { metaOf, type Database } from './database/database';
import type { Meta } from './database/rows';
import { countOutbox, type OutboxCounts } from './sync/outbox-counts';
import type { SyncState } from './types';
import type { World } from './world';

/** This tab's own state, lost when the tab closes. */
export interface TabState {
  signedIn: SyncState['signedIn'];
  /** The server answered `consent_required`. */
  needsConsent: boolean;
  storage: SyncState['storage'];
  /** How many changes are requested but not written yet. */
  keeping: number;
  lock: SyncState['lock'];
}

/** `lock`: the lock was put on, changed or taken off. */
export type TabMessage = 'changed' | 'session' | 'lock' | 'close';

export interface Watch {
  tab: TabState;
  changed: { subscribe(fn: () => void): () => void };
  syncState: { subscribe(fn: (state: SyncState) => void): () => void };
  /** Reports `keeping` until `done` settles. */
  whileKeeping<T>(done: Promise<T>): Promise<T>;
  /** Reads the counts again. */
  refresh(): Promise<void>;
  /** Notifies this tab and the others after a change to the database; `session` when it concerns who is signed in. */
  announce(what?: TabMessage): Promise<void>;
}

const START: SyncState = {
  account: null, signedIn: 'unsure', online: true, keeping: false, waiting: 0, held: 0, unclaimed: 0, unsent: 0, parked: 0, conflicts: 0, undecided: {}, ask: null, storage: 'ok', lock: 'unsure',
};

/** `heard` is called with news from another tab. */
export function createWatch(world: World, database: Database, onMessage: (message: TabMessage) => Promise<void>): Watch {
  const tab: TabState = { signedIn: 'unsure', needsConsent: false, storage: 'ok', keeping: 0, lock: 'unsure' };
  const listeners = new Set<() => void>();
  const watchers = new Set<(state: SyncState) => void>();
  let state = START;
  let refreshing = Promise.resolve();

  /** One at a time, so that an older count never overwrites a newer one. */
  function refresh(): Promise<void> {
    refreshing = refreshing.then(count);
    return refreshing;
  }

  async function count(): Promise<void> {
    setState(await current(world, database, tab).catch(() => ({ ...state, storage: 'failed' as const })));
  }

  function setState(next: SyncState): void {
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    for (const fn of watchers) fn(state);
  }

  /** Set at once, so that a screen opened meanwhile doesn't say that everything is stored. */
  async function whileKeeping<T>(done: Promise<T>): Promise<T> {
    tab.keeping += 1;
    setState({ ...state, keeping: true });
    try {
      return await done;
    } finally {
      tab.keeping -= 1;
      await announce();
    }
  }

  function announce(what: TabMessage = 'changed'): Promise<void> {
    world.channel?.postMessage(what);
    return notifyListeners();
  }

  async function notifyListeners(): Promise<void> {
    for (const fn of listeners) fn();
    await refresh();
  }

  if (world.channel) {
    world.channel.onmessage = ({ data }) => {
      void onMessage(data as TabMessage).then(notifyListeners);
    };
  }
  return {
    tab, refresh, announce, whileKeeping,
    changed: { subscribe: (fn) => subscribed(listeners, fn) },
    syncState: {
      subscribe(fn) {
        fn(state);
        return subscribed(watchers, fn);
      },
    },
  };
}

function subscribed<T>(all: Set<T>, one: T): () => void {
  all.add(one);
  return () => void all.delete(one);
}

async function current(world: World, database: Database, tab: TabState): Promise<SyncState> {
  const [meta, counts] = await database.read(async (tx) => [await metaOf(tx), await countOutbox(tx)] as const);
  const { signedIn, storage, keeping, lock } = tab;
  return {
    account: meta.account, signedIn, online: world.online(), keeping: keeping > 0, ...counts, ask: nextQuestion(meta, counts, tab), storage, lock,
  };
}

/** The one question that has to be answered first. */
export function nextQuestion({ owner, account, undecided, apart }: Meta, { unclaimed }: OutboxCounts, { signedIn, needsConsent }: TabState): SyncState['ask'] {
  if (signedIn === 'no') return owner === null ? null : 'sign-in';
  if (!account) return null;
  if (apart) return 'other-account';
  if (needsConsent) return 'consent';
  return undecided && unclaimed > 0 ? 'send' : null;
}
