/** The sync loop: identify, send the outbox, read the feed; and when to retry. */
import { metaOf, type Database } from '../database/database';
import { sendAnswers } from './worker-row';
import { pull } from './feed';
import { readNextDue } from './next-due';
import { Locked } from '../database/codec';
import { applyVerdict, take, type Taken } from './outbox';
import { StorageFailed, Unreachable } from '../outcome';
import type { Answer, Server } from './server';
import type { Watch } from '../state';
import type { SyncStop } from './stop';
import { decide } from './verdict';
import type { World } from '../world';

interface Parts {
  world: World;
  database: Database;
  server: Server;
  watch: Watch;
  isLocked(): Promise<boolean>;
  identify(): Promise<SyncStop | null>;
  bindWhileLocked(): Promise<SyncStop | null>;
}

const LOCK = 'noticing-sync';
const FIRST_BACKOFF = 1_000;
const LONGEST_BACKOFF = 300_000;
const NOTIFY_INTERVAL = 500;

/** Exponential backoff with jitter, in milliseconds: between half and all of the doubled pause. */
export function backoff(failures: number, random: number): number {
  return Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** failures) * (0.5 + random / 2);
}

export class Engine {
  #parts: Parts;
  #running: Promise<void> | null = null;
  #isWanted = false;
  #failures = 0;
  #notBefore = 0;
  /** The server asked for the present pause, with Retry-After. */
  #isServersPause = false;
  /** The session has to be identified again. */
  #mustIdentify = true;
  #cancel = (): void => {};

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Something waits to be sent. Respects the backoff of a failing network. */
  nudge = (): void => void this.#run();

  /** Syncs at once: back on-line, visible again, or requested. Still respects the server's Retry-After. */
  syncNow = (): Promise<void> => {
    this.#mustIdentify = true;
    if (!this.#isServersPause) this.#notBefore = 0;
    return this.#run();
  };

  /** Holds the sync lock: no tab syncs while the action runs. */
  exclusively = <T>(action: () => Promise<T>): Promise<T> => {
    const { locks } = this.#parts.world;
    return locks ? locks.request(LOCK, action) : action();
  };

  #run(): Promise<void> {
    this.#isWanted = true;
    this.#running ??= this.#runUntilIdle();
    return this.#running;
  }

  async #runUntilIdle(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false;
      await this.exclusively(() => this.#runOnce()).catch(() => this.#backOff(null)); // no lock for a page being frozen
      await this.#parts.watch.refresh();
    }
    this.#running = null; // set right after the last check of `isWanted`, without an await, so that no request is missed
  }

  async #runOnce(): Promise<void> {
    const { world } = this.#parts;
    if (!world.online() || world.now() < this.#notBefore) return;
    const stop = await orRetry(() => this.#syncOnce());
    if (stop?.is === 'wait') return this.#backOff(stop.seconds);
    this.#failures = 0;
    if (stop?.is === 'ask') await this.#ask(stop.ask);
  }

  /** While the app is locked the outbox can't be read, so nothing is sent; only the lock is registered with the server. */
  async #syncOnce(): Promise<SyncStop | null> {
    const { watch, isLocked, identify, bindWhileLocked } = this.#parts;
    if (await isLocked()) return bindWhileLocked();
    const isStart = this.#mustIdentify || watch.tab.signedIn === 'unsure';
    const stop = isStart ? await identify() : null;
    if (stop) return stop;
    this.#mustIdentify = false;
    if (watch.tab.signedIn === 'no' || watch.tab.needsConsent) return null;
    return await this.#readFirst() ?? await this.#send() ?? await this.#read() ?? await this.#send()
      ?? await this.#answerNudges() ?? (isStart ? this.#readNextDue() : null);
  }

  /** Reads the feed before the first send: without a known epoch, a restored server couldn't be detected. */
  async #readFirst(): Promise<SyncStop | null> {
    const { epoch } = await this.#parts.database.read(metaOf);
    return epoch === null ? this.#read() : null;
  }

  /** Sends answers to nudges that were given while off-line. */
  async #answerNudges(): Promise<null> {
    await sendAnswers(this.#parts.database, this.#parts.server.send);
    return null;
  }

  /** After the zone was sent, which may move the reminders. */
  async #readNextDue(): Promise<null> {
    const { database, server, watch } = this.#parts;
    if (await readNextDue(database, server)) await watch.announce();
    return null;
  }

  /** Reads the feed, and notifies the open screens if anything came. */
  async #read(): Promise<SyncStop | null> {
    const { database, server, watch } = this.#parts;
    const before = await database.read(metaOf);
    const stop = await pull(database, server);
    const { cursor, epoch } = await database.read(metaOf);
    if (cursor !== before.cursor || epoch !== before.epoch) await watch.announce();
    return stop;
  }

  async #send(): Promise<SyncStop | null> {
    const { database, watch, world } = this.#parts;
    const screens = throttled(() => watch.announce(), () => world.now());
    try {
      for (let taken = await take(database); taken; taken = await take(database)) {
        const verdict = decide(taken.sent, await this.#answerTo(taken));
        if (verdict.is === 'wait' || verdict.is === 'ask') return verdict;
        await applyVerdict(database, taken, verdict);
        await screens.soon();
      }
      return null;
    } finally {
      await screens.flush();
    }
  }

  #answerTo({ item, sent }: Taken): Promise<Answer | null> {
    const match = sent.base === null ? undefined : { 'If-Match': `"${sent.base}"` };
    const [method, body] = sent.verb === 'put' ? ['PUT', sent.body] : ['DELETE', undefined];
    return this.#parts.server.send(method as string, `/api/${item.kind}/${item.id}/`, body, match).catch(() => null);
  }

  async #ask(what: 'sign-in' | 'consent'): Promise<void> {
    const { watch } = this.#parts;
    Object.assign(watch.tab, what === 'sign-in' ? { signedIn: 'no' } : { needsConsent: true });
    await watch.refresh();
  }

  #backOff(seconds: number | null): void {
    const { world } = this.#parts;
    this.#isServersPause = seconds !== null;
    const length = seconds === null ? backoff(this.#failures, world.random()) : Math.min(seconds * 1000, LONGEST_BACKOFF);
    this.#failures += 1;
    this.#notBefore = world.now() + length;
    this.#cancel();
    this.#cancel = world.later(length, () => {
      this.#notBefore = 0; // timers may fire slightly early
      void this.#run();
    });
  }
}

/** Throttles notifications while sending: each makes every open screen read again, which would dominate a long sync. */
function throttled(announce: () => Promise<void>, now: () => number): { soon(): Promise<void>; flush(): Promise<void> } {
  let last = -Infinity;
  let isPending = false;
  async function announceNow(): Promise<void> {
    [last, isPending] = [now(), false];
    await announce();
  }
  return {
    soon: async () => {
      isPending = true;
      if (Math.abs(now() - last) >= NOTIFY_INTERVAL) await announceNow(); // the clock may be set back
    },
    flush: async () => {
      if (isPending) await announceNow();
    },
  };
}

/** Turns errors into a pause and a retry, and logs unexpected ones. If the app was locked meanwhile, just stops. */
async function orRetry(action: () => Promise<SyncStop | null>): Promise<SyncStop | null> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof Locked) return null;
    if (!(cause instanceof Unreachable) && !(cause instanceof StorageFailed)) console.error(cause);
    return { is: 'wait', seconds: null };
  }
}
