/** The store put together, upon a world that it is given. */
import { equal } from '../logic/equal';
import type { Incoming } from '../logic/import/document';
import type { Names, Weighed } from './bringing';
import * as days from './days';
import * as drafts from './drafts';
import { openDatabase } from './database';
import { isDated, type Body } from '../kinds/kinds';
import { errandOf, setErrand } from './errand';
import { later } from './later';
import { createLock } from './lock';
import * as keeping from './keeping';
import { StorageFailed, Unreachable, type ApiAnswer } from './outcome';
import * as reading from './reading';
import type { Device } from './rows';
import { createWatch, type News } from './state';
import type { Sync } from './sync';
import { removeReferencesTo } from './references';
import type { CheckIn, DatedBodies, DatedKind, Kept, Kind } from './types';
import type { World } from './world';

export type Store = ReturnType<typeof createStore>;

const nothing = async (): Promise<void> => {};
/** Its code comes when it is wanted: few choices are the person's alone. */
const choosing = later(() => import('./choosing'));

export function createStore(world: World) {
  const database = openDatabase(world.name);
  const watch = createWatch(world, database, heard);
  const lock = createLock(database, watch);
  let syncing: Promise<Sync> | null = null;
  let synced: Sync | null = null;
  const turns = new Map<string, Promise<boolean>>();
  let started = false;
  let lastly = nothing;
  void lock.follow();

  function sync(): Promise<Sync> {
    syncing ??= import('./sync').then(
      ({ createSync }) => (synced = createSync({ world, database, watch, lock })),
      (cause: unknown) => {
        syncing = null; // not on the phone yet, and no connection: with the next occasion
        throw new Unreachable('What speaks to the server is not here yet.', { cause });
      },
    );
    return syncing;
  }

  const syncNow = async (): Promise<void> => (await sync()).engine.syncNow();

  /** Whatever keeps it from beginning, there will be another occasion. */
  const soon = (action: (of: Sync) => unknown): void => void sync().then(action, () => {});

  /** From another tab. */
  async function heard(news: News): Promise<void> {
    if (news === 'session' && started) soon(({ engine }) => engine.syncNow());
    if (news === 'lock') await lock.follow();
    if (news === 'close') await lastly().then(lock.close, lock.close); // whatever becomes of it
  }

  /** A change that the person made: told to all tabs, and sent when it can be. */
  async function change<T>(action: () => Promise<T>): Promise<T> {
    const result = await watch.whileKeeping(attempt(action));
    if (started) soon(({ engine }) => engine.nudge());
    return result;
  }

  async function attempt<T>(action: () => Promise<T>): Promise<T> {
    try {
      const result = await action();
      watch.here.storage = 'ok';
      return result;
    } catch (cause) {
      if (cause instanceof StorageFailed) watch.here.storage = 'failed';
      throw cause;
    }
  }

  async function keep(kind: Kind, id: string, data: object, draft?: string): Promise<void> {
    await change(() => keeping.keep(database, [kind, id], data as Body, draft));
    persist();
  }

  /** After what was asked before for the same entry has been done, so that no change undoes another. */
  function amend<D>(kind: Kind, id: string, by: (data: D) => D, draft?: string): Promise<boolean> {
    const place = `${kind} ${id}`;
    const mine = (turns.get(place) ?? Promise.resolve()).catch(() => {}).then(() => amendNow(kind, id, by, draft));
    turns.set(place, mine);
    return change(() => mine);
  }

  async function amendNow<D>(kind: Kind, id: string, by: (data: D) => D, draft?: string): Promise<boolean> {
    const kept = await reading.get<D>(database, kind, id);
    if (!kept) return false;
    const data = by(kept.data);
    if (!equal(data, kept.data)) await keeping.keep(database, [kind, id], data as Body, draft);
    else if (draft !== undefined) await drafts.setDraft(database, draft, '');
    return true;
  }

  async function letGo(kind: Kind, id: string): Promise<void> {
    if (isDated(kind)) await removeReferencesTo(database, [kind, id]);
    await keeping.remove(database, [kind, id]);
  }

  /** Not awaited: a browser may ask the person. */
  const persist = (): void => void world.persistence?.persist().catch(() => false);

  async function bring(incoming: Incoming[], how: { names: Names; bringBack: boolean }): Promise<number> {
    const { bring } = await import('./bringing');
    const kept = await change(() => bring(database, incoming, how));
    persist();
    return kept;
  }

  async function api<T>(method: string, path: string, body?: unknown): Promise<ApiAnswer<T>> {
    const { status, data, problem } = await (await sync()).server.send(method, path, body);
    if (status === 401 && path.startsWith('/api/')) {
      watch.here.signedIn = 'no';
      await watch.refresh();
    }
    return { status, data: data as T, ...(problem && { problem }) };
  }

  const reach = async (path: string, signal: AbortSignal): Promise<Response> => (await sync()).server.reach(path, signal);

  /** Asked for with every keep; so where there are entries and no grant, it was denied. */
  async function persistence(): Promise<'granted' | 'denied' | 'unknown'> {
    if (!world.persistence) return 'unknown';
    if (await world.persistence.persisted()) return 'granted';
    return await database.read((tx) => tx.objectStore('entries').count()) ? 'denied' : 'unknown';
  }

  /** Asked for with every pause in writing: the screens hear only of a draft's beginning and end. */
  async function setDraft(name: string, text: string, instead?: readonly string[]): Promise<void> {
    if (await attempt(() => drafts.setDraft(database, name, text, instead))) await watch.tell();
  }

  return {
    keep, amend, api, reach, persistence, setDraft,
    draft: (name: string) => drafts.draft(database, name),
    drafts: () => drafts.drafts(database),
    remove: (kind: Kind, id: string) => change(() => letGo(kind, id)),
    get: <D = CheckIn>(kind: Kind, id: string): Promise<Kept<D> | undefined> => reading.get<D>(database, kind, id),
    list: <D = CheckIn>(kind: Kind): Promise<Kept<D>[]> => reading.list<D>(database, kind),
    range: <K extends DatedKind>(kind: K, from: string, to: string) =>
      reading.range<DatedBodies[K]>(database, kind, from, to),
    onDays: (from: string, to: string) => reading.onDays(database, from, to),
    hasPractices: () => days.hasPractices(database),
    undecided: <D = CheckIn>(kind: Kind = 'check-ins'): Promise<Kept<D>[]> => reading.undecided<D>(database, kind),
    /** How a file's entries stand to what is here. Its code comes when it is wanted: few ever bring a file. */
    weigh: async (incoming: Incoming[]): Promise<Weighed> => (await import('./bringing')).weigh(database, incoming),
    bring,
    extent: () => days.extent(database),
    beside: (date: string) => days.beside(database, date),
    exportLocal: async () => (await import('./copy')).exportLocal(database),
    unsent: async () => (await import('./copy')).unsent(database),
    changed: watch.changed,
    syncState: watch.syncState,
    start(): void {
      if (started) return;
      started = true;
      const look = (): void => void watch.refresh().then(() => soon(({ engine }) => engine.syncNow()));
      world.onReturn(look);
      look();
    },
    syncNow,
    answerSend: (yes: boolean) => change(() => choosing.answerSend(database, yes)),
    resolveConflict: (kind: Kind, id: string, choice: 'mine' | 'theirs') =>
      change(() => choosing.resolveConflict(database, [kind, id], choice)),
    dropParked: (kind: Kind, id: string) => change(() => choosing.dropParked(database, [kind, id])),
    retryParked: (kind: Kind, id: string) => change(() => choosing.retryParked(database, [kind, id])),
    account: later(async () => (await sync()).session),
    lock: later(async () => (await sync()).lockKeeper),
    beforeClosing(act: () => Promise<void>): () => void {
      lastly = act;
      return () => {
        if (lastly === act) lastly = nothing;
      };
    },
    device: {
      get: async (): Promise<Device | null> => (await database.read(errandOf)).device,
      set: (device: Device | null) => change(() => database.write((tx) => setErrand(tx, { device }))),
      isDeclined: async (): Promise<boolean> => (await database.read(errandOf)).declined,
      decline: (declined: boolean) => change(() => database.write((tx) => setErrand(tx, { declined }))),
    },
    clockOffset: (): number | null => synced?.server.clockOffset() ?? null,
    close: () => database.close(),
  };
}
