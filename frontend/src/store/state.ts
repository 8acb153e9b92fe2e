/** What the screens watch: a word that something has changed, and one value for all that is said about sync. */
import { metaOf, type Database } from './database/database';
import type { Meta } from './database/rows';
import { countOutbox, type OutboxCounts } from './sync/outbox-counts';
import type { SyncState } from './types';
import type { World } from './world';

/** What only this tab knows; it is lost with it. */
export interface Here {
  signedIn: SyncState['signedIn'];
  /** The server said `consent_required`. */
  needsConsent: boolean;
  storage: SyncState['storage'];
  /** How many changes have been asked for and are not written yet. */
  keeping: number;
  lock: SyncState['lock'];
}

/** `lock`: it was put on, changed or taken off. */
export type News = 'changed' | 'session' | 'lock' | 'close';

export interface Watch {
  here: Here;
  changed: { subscribe(fn: () => void): () => void };
  syncState: { subscribe(fn: (state: SyncState) => void): () => void };
  /** Until `done`, the state says that something is being kept. */
  whileKeeping<T>(done: Promise<T>): Promise<T>;
  /** Reads the counts again. */
  refresh(): Promise<void>;
  /** After any change to the database: this tab and the others. `session` when it is about who is signed in. */
  tell(what?: News): Promise<void>;
}

const START: SyncState = {
  account: null, signedIn: 'unsure', online: true, keeping: false, waiting: 0, held: 0, unclaimed: 0, unsent: 0, parked: 0, conflicts: 0, undecided: {}, ask: null, storage: 'ok', lock: 'unsure',
};

/** `heard`: another tab says so. */
export function createWatch(world: World, database: Database, heard: (news: News) => Promise<void>): Watch {
  const here: Here = { signedIn: 'unsure', needsConsent: false, storage: 'ok', keeping: 0, lock: 'unsure' };
  const listeners = new Set<() => void>();
  const watchers = new Set<(state: SyncState) => void>();
  let state = START;
  let refreshing = Promise.resolve();

  /** One after the other, so that an older count never comes last. */
  function refresh(): Promise<void> {
    refreshing = refreshing.then(count);
    return refreshing;
  }

  async function count(): Promise<void> {
    become(await current(world, database, here).catch(() => ({ ...state, storage: 'failed' as const })));
  }

  function become(next: SyncState): void {
    if (JSON.stringify(next) === JSON.stringify(state)) return;
    state = next;
    for (const fn of watchers) fn(state);
  }

  /** Said at once: a screen that is opened meanwhile must not say that all is stored. */
  async function whileKeeping<T>(done: Promise<T>): Promise<T> {
    here.keeping += 1;
    become({ ...state, keeping: true });
    try {
      return await done;
    } finally {
      here.keeping -= 1;
      await tell();
    }
  }

  function tell(what: News = 'changed'): Promise<void> {
    world.channel?.postMessage(what);
    return hear();
  }

  async function hear(): Promise<void> {
    for (const fn of listeners) fn();
    await refresh();
  }

  if (world.channel) {
    world.channel.onmessage = ({ data }) => {
      void heard(data as News).then(hear);
    };
  }
  return {
    here, refresh, tell, whileKeeping,
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

async function current(world: World, database: Database, here: Here): Promise<SyncState> {
  const [meta, counts] = await database.read(async (tx) => [await metaOf(tx), await countOutbox(tx)] as const);
  const { signedIn, storage, keeping, lock } = here;
  return {
    account: meta.account, signedIn, online: world.online(), keeping: keeping > 0, ...counts, ask: asked(meta, counts, here), storage, lock,
  };
}

/** One question at a time, the one that has to be answered first. */
export function asked({ owner, account, undecided, apart }: Meta, { unclaimed }: OutboxCounts, { signedIn, needsConsent }: Here): SyncState['ask'] {
  if (signedIn === 'no') return owner === null ? null : 'sign-in';
  if (!account) return null;
  if (apart) return 'other-account';
  if (needsConsent) return 'consent';
  return undecided && unclaimed > 0 ? 'send' : null;
}
