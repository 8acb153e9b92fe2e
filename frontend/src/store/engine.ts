/** The loop: who is this, send what waits, read what is new; and when to try again. */
import { metaOf, type Database } from './database';
import { sendAnswers } from './errand';
import { pull } from './feed';
import { Locked } from './codec';
import { settle, take, type Taken } from './outbox';
import { StorageFailed, Unreachable } from './outcome';
import type { Answer, Server } from './server';
import type { Watch } from './state';
import { decide, type Halt } from './verdict';
import type { World } from './world';

export interface Engine {
  /** Something waits to be sent. Keeps to the pause that a failing network has brought. */
  nudge(): void;
  /** At once: on-line again, looked at again, or asked for. A pause that the server itself asked for is kept. */
  syncNow(): Promise<void>;
  alone<T>(action: () => Promise<T>): Promise<T>;
}

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

export function createEngine({ world, database, server, watch, isLocked, identify, bindWhileLocked }: Parts): Engine {
  let running: Promise<void> | null = null;
  let wanted = false;
  let failures = 0;
  let notBefore = 0;
  let asked = false; // by the server, with Retry-After
  let fresh = true; // who this is has to be asked again
  let callOff = (): void => {};

  const alone: Engine['alone'] = (action) => world.locks ? world.locks.request(LOCK, action) : action();

  function run(): Promise<void> {
    wanted = true;
    running ??= untilQuiet();
    return running;
  }

  async function untilQuiet(): Promise<void> {
    while (wanted) {
      wanted = false;
      await alone(round).catch(() => rest(null)); // no lock for a page that is being put to sleep
      await watch.refresh();
    }
    running = null; // in the same breath as the last look at `wanted`, so that no wish falls between
  }

  async function round(): Promise<void> {
    if (!world.online() || world.now() < notBefore) return;
    const halt = await attempt(once);
    if (halt?.is === 'wait') return rest(halt.seconds);
    failures = 0;
    if (halt?.is === 'ask') await halted(halt.ask);
  }

  /** What is kept while the app is locked waits in the outbox: nothing here can read it. The server hears of the lock alone. */
  async function once(): Promise<Halt | null> {
    if (await isLocked()) return bindWhileLocked();
    const halt = fresh || watch.here.signedIn === 'unsure' ? await identify() : null;
    if (halt) return halt;
    fresh = false;
    if (watch.here.signedIn === 'no' || watch.here.needsConsent) return null;
    return await firstReading() ?? await drain() ?? await hear() ?? await drain() ?? await answerNudges();
  }

  /** Nothing is sent before the epoch is known: what was acknowledged in it could not be missed after a restoration. */
  async function firstReading(): Promise<Halt | null> {
    const { epoch } = await database.read(metaOf);
    return epoch === null ? hear() : null;
  }

  /** What was tapped on a notification while there was no network. */
  async function answerNudges(): Promise<null> {
    await sendAnswers(database, server.send);
    return null;
  }

  /** Whatever has come from elsewhere shows on the screens that are open. */
  async function hear(): Promise<Halt | null> {
    const before = await database.read(metaOf);
    const halt = await pull(database, server);
    const { cursor, epoch } = await database.read(metaOf);
    if (cursor !== before.cursor || epoch !== before.epoch) await watch.tell();
    return halt;
  }

  async function drain(): Promise<Halt | null> {
    const told = tellNowAndThen();
    try {
      for (let taken = await take(database); taken; taken = await take(database)) {
        const verdict = decide(taken.sent, await answerTo(taken));
        if (verdict.is === 'wait' || verdict.is === 'ask') return verdict;
        await settle(database, taken, verdict);
        await told.soon();
      }
      return null;
    } finally {
      await told.rest();
    }
  }

  /** Every screen that is open reads anew with every word of it: after each of a thousand entries that is most of the work. */
  function tellNowAndThen(): { soon(): Promise<void>; rest(): Promise<void> } {
    let last = -Infinity;
    let untold = false;
    async function tell(): Promise<void> {
      [last, untold] = [world.now(), false];
      await watch.tell();
    }
    return {
      soon: async () => {
        untold = true;
        if (Math.abs(world.now() - last) >= BETWEEN_WORDS) await tell(); // a clock may be set back
      },
      rest: async () => {
        if (untold) await tell();
      },
    };
  }

  function answerTo({ item, sent }: Taken): Promise<Answer | null> {
    const match = sent.base === null ? undefined : { 'If-Match': `"${sent.base}"` };
    const [method, body] = sent.verb === 'put' ? ['PUT', sent.body] : ['DELETE', undefined];
    return server.send(method as string, `/api/${item.kind}/${item.id}/`, body, match).catch(() => null);
  }

  async function halted(ask: 'sign-in' | 'consent'): Promise<void> {
    Object.assign(watch.here, ask === 'sign-in' ? { signedIn: 'no' } : { needsConsent: true });
    await watch.refresh();
  }

  function rest(seconds: number | null): void {
    asked = seconds !== null;
    const length = seconds === null ? pause(failures, world.random()) : Math.min(seconds * 1000, LONGEST_PAUSE);
    failures += 1;
    notBefore = world.now() + length;
    callOff();
    callOff = world.later(length, () => {
      notBefore = 0; // timers may ring a moment early
      void run();
    });
  }

  return {
    alone,
    nudge: () => void run(),
    syncNow() {
      fresh = true;
      if (!asked) notBefore = 0;
      return run();
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
