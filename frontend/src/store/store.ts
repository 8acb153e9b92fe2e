/** Assembles the store from its parts. `index.ts` documents each function. */
import type { Incoming } from '../logic/import/document';
import { Database } from './database/database';
import { Changes } from './entries/changing';
import type { Choice } from './entries/conflict';
import * as days from './entries/days';
import * as drafts from './entries/drafts';
import type { ImportPreview, Names } from './entries/importing';
import * as reading from './entries/reading';
import { later } from './later';
import { Lock } from './lock/lock';
import type { ApiAnswer } from './outcome';
import { Watch, type TabMessage } from './state';
import { SyncAccess } from './sync/access';
import type { CheckIn, DatedBodies, DatedKind, Kept, Kind } from './types';
import type { World } from './world';

export type Store = ReturnType<typeof createStore>;

/** Loaded on demand: few people ever need them. */
const choosing = later(() => import('./entries/choosing'));
const importing = later(() => import('./entries/importing'));
const copy = later(() => import('./entries/copy'));

export function createStore(world: World) {
  const database = new Database(world.name);
  const watch = new Watch(world, database, onMessage);
  const lock = new Lock(database, watch);
  const sync = new SyncAccess({ world, database, watch, lock });
  const changes = new Changes({ world, database, watch, sync });
  let finishWork = noWork;
  void lock.reload();

  /** News from another tab. */
  async function onMessage(message: TabMessage): Promise<void> {
    if (message === 'session') sync.soon(({ engine }) => engine.syncNow());
    if (message === 'lock') await lock.reload();
    if (message === 'close') await finishWork().then(lock.close, lock.close); // closes even if it rejects
  }

  function beforeClosing(act: () => Promise<void>): () => void {
    finishWork = act;
    return () => {
      if (finishWork === act) finishWork = noWork;
    };
  }

  return {
    ...readingOf(database),
    ...changingOf(database, changes),
    ...serverOf(watch, sync),
    device: later(async () => (await import('./sync/this-phone')).thisPhone(database, changes)),
    persistence: () => persistenceOf(world, database),
    beforeClosing,
    changed: watch.changed,
    syncState: watch.syncState,
    start: () => sync.start(),
    close: () => database.close(),
  };
}

const noWork = async (): Promise<void> => {};

function readingOf(database: Database) {
  return {
    get: <D = CheckIn>(kind: Kind, id: string): Promise<Kept<D> | undefined> => reading.get<D>(database, kind, id),
    list: <D = CheckIn>(kind: Kind): Promise<Kept<D>[]> => reading.list<D>(database, kind),
    range: <K extends DatedKind>(kind: K, from: string, to: string) =>
      reading.range<DatedBodies[K]>(database, kind, from, to),
    onDays: (from: string, to: string) => reading.onDays(database, from, to),
    undecided: <D = CheckIn>(kind: Kind = 'check-ins'): Promise<Kept<D>[]> => reading.undecided<D>(database, kind),
    hasPractices: () => days.hasPractices(database),
    extent: () => days.extent(database),
    beside: (date: string) => days.beside(database, date),
    draft: (name: string) => drafts.draft(database, name),
    drafts: () => drafts.drafts(database),
    ownHelp: () => drafts.ownHelp(database),
    exportLocal: () => copy.exportLocal(database),
    unsent: () => copy.unsent(database),
    previewImport: (incoming: Incoming[]): Promise<ImportPreview> => importing.previewImport(database, incoming),
  };
}

function changingOf(database: Database, changes: Changes) {
  const { keep, amend, remove, setDraft } = changes;
  return {
    keep, amend, remove, setDraft,
    async importEntries(incoming: Incoming[], how: { names: Names; bringBack: boolean }): Promise<number> {
      const kept = await changes.run(() => importing.importEntries(database, incoming, how));
      changes.persist();
      return kept;
    },
    answerSend: (yes: boolean) => changes.run(() => choosing.answerSend(database, yes)),
    resolveConflict: (kind: Kind, id: string, choice: Choice) =>
      changes.run(() => choosing.resolveConflict(database, [kind, id], choice)),
    dropParked: (kind: Kind, id: string) => changes.run(() => choosing.dropParked(database, [kind, id])),
    retryParked: (kind: Kind, id: string) => changes.run(() => choosing.retryParked(database, [kind, id])),
  };
}

function serverOf(watch: Watch, sync: SyncAccess) {
  return {
    async api<T>(method: string, path: string, body?: unknown): Promise<ApiAnswer<T>> {
      const { status, data, problem } = await (await sync.load()).server.send(method, path, body);
      if (status === 401 && path.startsWith('/api/')) {
        watch.tab.signedIn = 'no';
        await watch.refresh();
      }
      return { status, data: data as T, ...(problem && { problem }) };
    },
    reach: async (path: string, signal: AbortSignal): Promise<Response> => (await sync.load()).server.reach(path, signal),
    syncNow: async (): Promise<void> => (await sync.load()).engine.syncNow(),
    account: later(async () => (await sync.load()).session),
    lock: later(async () => (await sync.load()).lockKeeper),
    clockOffset: (): number | null => sync.loaded?.server.clockOffset() ?? null,
  };
}

/** Persistence is requested with every keep; so if there are entries and no grant, it was denied. */
async function persistenceOf(world: World, database: Database): Promise<'granted' | 'denied' | 'unknown'> {
  const storage = await database.persistence(world.persistence);
  if (!storage) return 'unknown';
  if (await storage.persisted()) return 'granted';
  return await database.read((tx) => tx.objectStore('entries').count()) ? 'denied' : 'unknown';
}
