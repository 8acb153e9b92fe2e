/** The loop: who is this, send what waits, read what is new; and when to try again. */
import { metaOf, type Database } from '../database/database';
import { sendAnswers } from './worker-row';
import { pull } from './feed';
import { Locked } from '../database/codec';
import { settle, take, type Taken } from './outbox';
import { StorageFailed, Unreachable } from '../outcome';
import type { Answer, Server } from './server';
import type { Watch } from '../state';
import { decide, type Halt } from './verdict';
import type { World } from '../world';

interface Parts {
  world: World;
  database: Database;
  server: Server;
  watch: Watch;
  isLocked(): Promise<boolean>;
  identify(): Promise<Halt | null>;
  bindWhileLocked(): Promise<Halt | null>;
}

const LOCK = 'noticing-sync';
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 300_000;
const BETWEEN_WORDS = 500;

/** Doubling, and never in step with the other phones: between half and all of it. In milliseconds. */
export function pause(failures: number, random: number): number {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures) * (0.5 + random / 2);
}

export class Engine {
  #parts: Parts;
  #running: Promise<void> | null = null;
  #isWanted = false;
  #failures = 0;
  #notBefore = 0;
  /** The server itself asked for the present pause, with Retry-After. */
  #isAskedFor = false;
  /** Who this is has to be asked again. */
  #isFresh = true;
  #cancel = (): void => {};

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Something waits to be sent. Keeps to the pause that a failing network has brought. */
  nudge = (): void => void this.#run();

  /** At once: on-line again, looked at again, or asked for. A pause that the server itself asked for is kept. */
  syncNow = (): Promise<void> => {
    this.#isFresh = true;
    if (!this.#isAskedFor) this.#notBefore = 0;
    return this.#run();
  };

  /** No tab syncs while the action runs. */
  alone = <T>(action: () => Promise<T>): Promise<T> => {
    const { locks } = this.#parts.world;
    return locks ? locks.request(LOCK, action) : action();
  };

  #run(): Promise<void> {
    this.#isWanted = true;
    this.#running ??= this.#untilQuiet();
    return this.#running;
  }

  async #untilQuiet(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false;
      await this.alone(() => this.#round()).catch(() => this.#rest(null)); // no lock for a page that is being put to sleep
      await this.#parts.watch.refresh();
    }
    this.#running = null; // in the same breath as the last look at `isWanted`, so that no wish falls between
  }

  async #round(): Promise<void> {
    const { world } = this.#parts;
    if (!world.online() || world.now() < this.#notBefore) return;
    const halt = await attempt(() => this.#once());
    if (halt?.is === 'wait') return this.#rest(halt.seconds);
    this.#failures = 0;
    if (halt?.is === 'ask') await this.#ask(halt.ask);
  }

  /** What is kept while the app is locked waits in the outbox: nothing here can read it. The server hears of the lock alone. */
  async #once(): Promise<Halt | null> {
    const { watch, isLocked, identify, bindWhileLocked } = this.#parts;
    if (await isLocked()) return bindWhileLocked();
    const halt = this.#isFresh || watch.here.signedIn === 'unsure' ? await identify() : null;
    if (halt) return halt;
    this.#isFresh = false;
    if (watch.here.signedIn === 'no' || watch.here.needsConsent) return null;
    return await this.#readFirst() ?? await this.#send() ?? await this.#read() ?? await this.#send() ?? await this.#answerNudges();
  }

  /** Nothing is sent before the epoch is known: what was acknowledged in it could not be missed after a restoration. */
  async #readFirst(): Promise<Halt | null> {
    const { epoch } = await this.#parts.database.read(metaOf);
    return epoch === null ? this.#read() : null;
  }

  /** What was tapped on a notification while there was no network. */
  async #answerNudges(): Promise<null> {
    await sendAnswers(this.#parts.database, this.#parts.server.send);
    return null;
  }

  /** Whatever has come from elsewhere shows on the screens that are open. */
  async #read(): Promise<Halt | null> {
    const { database, server, watch } = this.#parts;
    const before = await database.read(metaOf);
    const halt = await pull(database, server);
    const { cursor, epoch } = await database.read(metaOf);
    if (cursor !== before.cursor || epoch !== before.epoch) await watch.tell();
    return halt;
  }

  async #send(): Promise<Halt | null> {
    const { database, watch, world } = this.#parts;
    const screens = throttled(() => watch.tell(), () => world.now());
    try {
      for (let taken = await take(database); taken; taken = await take(database)) {
        const verdict = decide(taken.sent, await this.#answerTo(taken));
        if (verdict.is === 'wait' || verdict.is === 'ask') return verdict;
        await settle(database, taken, verdict);
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
    Object.assign(watch.here, what === 'sign-in' ? { signedIn: 'no' } : { needsConsent: true });
    await watch.refresh();
  }

  #rest(seconds: number | null): void {
    const { world } = this.#parts;
    this.#isAskedFor = seconds !== null;
    const length = seconds === null ? pause(this.#failures, world.random()) : Math.min(seconds * 1000, LONGEST_PAUSE);
    this.#failures += 1;
    this.#notBefore = world.now() + length;
    this.#cancel();
    this.#cancel = world.later(length, () => {
      this.#notBefore = 0; // timers may ring a moment early
      void this.#run();
    });
  }
}

/** Every screen that is open reads anew with every word of it: after each of a thousand entries that is most of the work. */
function throttled(tell: () => Promise<void>, now: () => number): { soon(): Promise<void>; flush(): Promise<void> } {
  let last = -Infinity;
  let isPending = false;
  async function tellNow(): Promise<void> {
    [last, isPending] = [now(), false];
    await tell();
  }
  return {
    soon: async () => {
      isPending = true;
      if (Math.abs(now() - last) >= BETWEEN_WORDS) await tellNow(); // a clock may be set back
    },
    flush: async () => {
      if (isPending) await tellNow();
    },
  };
}

/** Whatever stands in the way, the phone goes on and tries later; a storage that refuses is said. */
async function attempt(action: () => Promise<Halt | null>): Promise<Halt | null> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof Locked) return null;
    if (!(cause instanceof Unreachable) && !(cause instanceof StorageFailed)) console.error(cause);
    return { is: 'wait', seconds: null };
  }
}
