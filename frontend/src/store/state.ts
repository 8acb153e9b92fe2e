/** What the screens subscribe to: a notification of any change, and one value with all that they say about sync. */
import { metaOf, type Database } from './database/database';
import type { Meta } from './database/rows';
import type { StorageFailed } from './outcome';
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

const START: SyncState = {
  account: null, signedIn: 'unsure', online: true, keeping: false, waiting: 0, held: 0, unclaimed: 0, unsent: 0, tapped: 0, parked: 0, conflicts: 0, undecided: {}, ask: null, storage: 'ok', lock: 'unsure',
};

export class Watch {
  tab: TabState = { signedIn: 'unsure', needsConsent: false, storage: 'ok', keeping: 0, lock: 'unsure' };
  #world: World;
  #database: Database;
  #listeners = new Set<() => void>();
  #watchers = new Set<(state: SyncState) => void>();
  #state = START;
  #refreshing = Promise.resolve();

  /** `onMessage` is called with what another tab announces. */
  constructor(world: World, database: Database, onMessage: (message: TabMessage) => Promise<void>) {
    this.#world = world;
    this.#database = database;
    if (!world.channel) return;
    world.channel.onmessage = ({ data }) => {
      void onMessage(data as TabMessage).then(() => this.#notify());
    };
  }

  changed = { subscribe: (fn: () => void): (() => void) => subscribed(this.#listeners, fn) };

  syncState = {
    subscribe: (fn: (state: SyncState) => void): (() => void) => {
      fn(this.#state);
      return subscribed(this.#watchers, fn);
    },
  };

  /** Reads the counts again; one reading at a time, so that an older count never overwrites a newer one. */
  refresh(): Promise<void> {
    this.#refreshing = this.#refreshing.then(() => this.#count());
    return this.#refreshing;
  }

  /** Notifies this tab and the others after a change to the database; `session` when it concerns who is signed in. */
  announce(what: TabMessage = 'changed'): Promise<void> {
    this.#world.channel?.postMessage(what);
    return this.#notify();
  }

  /** Reports `keeping` until `done` settles. Set at once, so that a screen opened meanwhile doesn't say that everything is stored. */
  async whileKeeping<T>(done: Promise<T>): Promise<T> {
    this.tab.keeping += 1;
    this.#set({ ...this.#state, keeping: true });
    try {
      return await done;
    } finally {
      this.tab.keeping -= 1;
      await this.announce();
    }
  }

  async #count(): Promise<void> {
    this.#set(await current(this.#world, this.#database, this.tab).catch((cause: StorageFailed) => ({ ...this.#state, storage: cause.state })));
  }

  #set(next: SyncState): void {
    if (JSON.stringify(next) === JSON.stringify(this.#state)) return;
    this.#state = next;
    for (const fn of this.#watchers) fn(next);
  }

  async #notify(): Promise<void> {
    for (const fn of this.#listeners) fn();
    await this.refresh();
  }
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
export function nextQuestion({ owner, account, erased, undecided, apart }: Meta, { unclaimed }: OutboxCounts, { signedIn, needsConsent }: TabState): SyncState['ask'] {
  if (erased) return 'erased';
  if (signedIn === 'no') return owner === null ? null : 'sign-in';
  if (!account) return null;
  if (apart) return 'other-account';
  if (needsConsent) return 'consent';
  return undecided && unclaimed > 0 ? 'send' : null;
}
