/** A phone for tests: its browser's database, cookies, clock and locks, and any number of tabs. */
import 'fake-indexeddb/auto';
import { openDB, type IDBPDatabase } from 'idb';
import { currentHome } from '../../frontend/src/store/database/home';
import { digestOf } from '../../frontend/src/store/lock/binding';
import { uuid7 } from '../../frontend/src/logic/uuid7';
import { createStore, type Store } from '../../frontend/src/store/store';
import type { CheckIn, JournalEntry, Practice, Repair, SyncState } from '../../frontend/src/store/types';
import type { World } from '../../frontend/src/store/world';
import { Cookies, type FakeServer, type Request } from './fake-server';

export interface Tab extends Store {
  state(): SyncState;
  /** Resolves when no request or write is pending. */
  sync(): Promise<void>;
  /** Ends the current pause. */
  ring(): Promise<void>;
  /** The pauses that the tab has requested, in milliseconds. */
  pauses: number[];
  die(): void;
}

let phones = 0;

export class Phone {
  online = true;
  clock = Date.parse('2026-11-22T09:14:03Z');
  zone = 'Europe/Lisbon';
  language = 'en';
  /** How often the browser's push subscription was ended. */
  unsubscribed = 0;
  /** Runs while an answer is on its way back. */
  onTheWay: (request: Request) => Promise<void> = async () => {};
  readonly cookies: Cookies;
  readonly name = `phone-${(phones += 1)}`;
  private channels = new Set<{ onmessage: ((event: MessageEvent) => void) | null }>();
  private returns: (() => void)[] = [];
  private queues = new Map<string, Promise<unknown>>();

  constructor(readonly server: FakeServer, private options: { locks: boolean } = { locks: true }) {
    this.cookies = new Cookies(server);
  }

  /** The phone's database, as somebody with the browser's files reads it. */
  async database(): Promise<IDBPDatabase> {
    return openDB((await currentHome(this.name)).name);
  }

  /** Opens the app in another tab. */
  open(persistence?: World['persistence']): Tab {
    let die = (): void => {};
    const death = new Promise<void>((resolve) => {
      die = resolve;
    });
    const timers: (() => void)[] = [];
    const pauses: number[] = [];
    const channel = this.channel();
    const store = createStore({
      ...this.world(),
      fetch: (path, init) => this.fetch(String(path), init ?? {}, die),
      later: (length, callback) => {
        pauses.push(length);
        timers.push(callback);
        return () => void timers.splice(timers.indexOf(callback), 1);
      },
      ...(this.options.locks && { locks: { request: (name, action) => this.lock(name, action, death) } }),
      channel,
      ...(persistence && { persistence }),
    });
    let state!: SyncState;
    store.syncState.subscribe((next) => {
      state = next;
    });
    return {
      ...store, pauses, die,
      state: () => state,
      sync: () => Promise.race([store.syncNow(), death]),
      async ring() {
        for (const callback of timers.splice(0)) callback();
        await store.syncNow();
      },
    };
  }

  /** The network is back, or the person is. */
  comeBack(): void {
    this.online = true;
    for (const callback of this.returns) callback();
  }

  private world(): Pick<World, 'name' | 'now' | 'random' | 'online' | 'zone' | 'language' | 'plain' | 'token' | 'unsubscribe' | 'onReturn'> {
    return {
      name: this.name,
      now: () => this.clock,
      random: () => 1,
      online: () => this.online,
      zone: () => this.zone,
      language: () => this.language,
      plain: () => false,
      token: () => this.cookies.token,
      unsubscribe: async () => {
        this.unsubscribed += 1;
      },
      onReturn: (callback) => void this.returns.push(callback),
    };
  }

  /** A dead tab releases its lock, whatever it was waiting for. */
  private lock<T>(name: string, action: () => Promise<T>, death: Promise<void>): Promise<T> {
    let dead = false;
    void death.then(() => {
      dead = true;
    });
    const queue = this.queues.get(name) ?? Promise.resolve();
    const turn = queue.then(() => (dead ? new Promise<never>(() => {}) : action()));
    this.queues.set(name, Promise.race([turn.catch(() => {}), queue.then(() => death)]));
    return turn;
  }

  private channel(): NonNullable<World['channel']> {
    const channel: NonNullable<World['channel']> = {
      onmessage: null,
      postMessage: (data) => {
        for (const other of this.channels) if (other !== channel) other.onmessage?.({ data } as MessageEvent);
      },
    };
    this.channels.add(channel);
    return channel;
  }

  private async fetch(path: string, init: RequestInit, die: () => void): Promise<Response> {
    const { method = 'GET', body, headers } = init;
    const request: Request = {
      method, path, headers: headers as Record<string, string>, body: body ? JSON.parse(String(body)) : undefined,
    };
    const pass = request.headers?.['X-Session-Lock'];
    if (pass) request.lock = await digestOf(pass);
    const fault = this.online ? this.server.fault(request) : 'lost';
    if (fault === 'lost') throw new TypeError('no network');
    if (fault === 'crash-before') return this.crash(die);
    const answer = typeof fault === 'object' && fault ? fault : this.cookies.answer(request);
    await this.onTheWay(request);
    if (fault === 'answer-lost') throw new TypeError('no network');
    if (fault === 'crash-after') return this.crash(die);
    const type = { 'Content-Type': 'application/json', ...answer.headers };
    return new Response(answer.body ? JSON.stringify(answer.body) : null, { status: answer.status, headers: type });
  }

  /** The tab dies during the request: nothing that awaits the answer continues, and its lock is released. */
  private crash(die: () => void): Promise<never> {
    die();
    return new Promise(() => {});
  }
}

/** A phone with its owner signed in, and one open tab. */
export async function signedIn(server: FakeServer, username = 'alice', options?: { locks: boolean }): Promise<[Tab, Phone]> {
  server.person(username);
  const phone = new Phone(server, options);
  const tab = phone.open();
  await tab.account.signIn(username, 'a long enough one');
  await tab.sync();
  return [tab, phone];
}

export const newId = (): string => uuid7();

export function checkIn(change: Partial<CheckIn> = {}): CheckIn {
  return {
    felt_at: '2026-11-22T09:14:03Z', zone: 'Europe/Lisbon',
    sensations: [{ code: 'chest-tightness', strength: null, place: null, side: null, texture: null }],
    responses: [], moment: null, person: null, longing: null, fear: null,
    answers: { feeling: null, protecting: null, learned: null }, note: null,
    now: null, for_session: false, never_shared: false, ...change,
  };
}

export function practice(change: Partial<Practice> = {}): Practice {
  return {
    practice: 'say-no', practised_at: '2026-11-22T09:14:03Z', zone: 'Europe/Lisbon', person: null, bracing: null, happened: null,
    met: null, beliefs: [], before: null, after: null, for_session: false, never_shared: false, ...change,
  };
}

export function repair(change: Partial<Repair> = {}): Repair {
  return {
    ruptured_at: '2026-11-22T09:14:03Z', zone: 'Europe/Lisbon', person: null, whose: null, state: 'open', what: null,
    expected: [], came: null, skills: [], say_it: null, for_session: false, never_shared: false, ...change,
  };
}

export function page(change: Partial<JournalEntry> = {}): JournalEntry {
  return {
    written_at: '2026-11-22T09:14:03Z', zone: 'Europe/Lisbon', prompt: null, text: 'That I like it when they hum.',
    for_session: false, never_shared: false, ...change,
  };
}
