/** Who is signed in on this phone. */
import { attempt, failed, OK, outcomeOf } from './answers';
import { others, partFromOthers, type Others } from './aside';
import { bind, isUnbound, LOCK, unbound } from '../lock/binding';
import { metaOf, setMeta, type Database } from '../database/database';
import { workerRowOf, setWorkerRow } from '../sync/worker-row';
import type { Lock } from '../lock/lock';
import type { Outcome } from '../outcome';
import { clearAll, clearOwn, depart, meet, whatIsOpen } from './owner';
import { ME, type Answer, type Server } from '../sync/server';
import type { Watch } from '../state';
import type { Account, Settings } from '../types';
import { halted, isSignedOut, type Halt } from '../sync/verdict';
import type { World } from '../world';

const AUTH = '/_allauth/browser/v1/auth/';

interface Parts {
  world: World;
  database: Database;
  server: Server;
  watch: Watch;
  lock: Lock;
  /** No tab sends while the action runs: what goes out must never go out under another name. */
  alone<T>(action: () => Promise<T>): Promise<T>;
  syncNow(): Promise<void>;
}

export class Session {
  #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Asks the server who this is, on a phone that has had an account; answers what to do instead where it doesn't say. */
  async identify(): Promise<Halt | null> {
    const { database, watch } = this.#parts;
    const { account, owner, entering } = await database.read(metaOf);
    if (account || owner || entering) return this.#ask();
    watch.here.signedIn = 'no'; // nobody has signed in here: there is nothing to ask
    await watch.refresh();
    return null;
  }

  signUp(username: string, password: string): Promise<Outcome> {
    return this.enter('POST', 'signup', { username, password });
  }

  signIn(username: string, password: string): Promise<Outcome> {
    return this.enter('POST', 'login', { username, password });
  }

  /** In by another way, or one step further: what is sent below allauth's `auth/`. */
  enter(method: string, path: string, body: object): Promise<Outcome> {
    const { alone, watch, syncNow } = this.#parts;
    return attempt(async () => {
      const outcome = await alone(() => this.#step(method, path, body)).finally(() => watch.tell('session'));
      if (outcome.ok) void syncNow();
      return outcome;
    });
  }

  signOut({ discardUnsent }: { discardUnsent: boolean }): Promise<Outcome> {
    const { alone, syncNow } = this.#parts;
    return attempt(async () => {
      if (!discardUnsent) await syncNow();
      return alone(() => this.#leave(discardUnsent));
    });
  }

  giveConsent(version: string): Promise<Outcome> {
    return this.#agree(version);
  }

  /** The server then takes nothing in and shows nothing; what it holds stays, and so does this phone's store. */
  withdrawConsent(): Promise<Outcome> {
    return this.#agree(null);
  }

  /** When, how often and where nudges come. */
  set(change: Partial<Settings>): Promise<Outcome> {
    return this.#change(change);
  }

  /**
   * The account with all that it holds, here and on the server, and what is nobody's on this phone if that is asked for;
   * without an account, what is nobody's.
   */
  erase({ unclaimed }: { unclaimed: boolean } = { unclaimed: false }): Promise<Outcome> {
    const { alone, database, server } = this.#parts;
    return attempt(() => alone(async () => {
      const { account, owner } = await database.read(metaOf);
      const answer = account || owner ? await server.send('DELETE', ME) : null; // without an account: this phone alone
      if (answer && answer.status !== 204) return outcomeOf(answer, 204);
      await this.#unsubscribe();
      await database.write(async (tx) => {
        await clearOwn(tx);
        if (unclaimed) await clearOwn(tx); // nobody is the owner any more
      });
      await this.#gone();
      return OK;
    }));
  }

  /** For whom the lock won't open: signs out, as far as the server can be reached, and clears this phone. */
  forget(): Promise<Outcome> {
    const { alone, database } = this.#parts;
    return attempt(() => alone(async () => {
      await this.#endSession().catch(() => {}); // off-line: what is left of it opens nothing without the lock's pass
      await this.#unsubscribe();
      await database.write(clearAll);
      await this.#gone();
      return OK;
    }));
  }

  /** What other accounts have on this phone. */
  others(): Promise<Others> {
    return this.#parts.database.read(others);
  }

  /** Answers `ask === 'other-account'`: that stays apart, or is cleared. Rejects with `StorageFailed`. */
  async partFromOthers(how: { clear: boolean }): Promise<void> {
    const { database, watch } = this.#parts;
    await database.write((tx) => partFromOthers(tx, how));
    await watch.tell();
  }

  /** Has the server ask for the lock's pass as well; out of reach, at the next occasion. */
  async bindLock(): Promise<void> {
    if (await isUnbound(this.#parts)) await bind(this.#parts, this.#parts.lock.pass()).catch(() => null);
  }

  /** The same while the app is locked, where the server doesn't know of the lock yet. Throws `Unreachable`. */
  async bindWhileLocked(): Promise<Halt | null> {
    return await isUnbound(this.#parts) ? bind(this.#parts, null) : null;
  }

  /** Has the server ask for it no more, and then does what goes with that before anybody else asks the server for anything. */
  freeLock(then: () => Promise<void>): Promise<Outcome> {
    const { alone, database, server, watch } = this.#parts;
    return attempt(() => alone(async () => {
      const asks = watch.here.signedIn !== 'no' && (await database.read(metaOf)).account !== null;
      const outcome = asks ? outcomeOf(await server.send('DELETE', LOCK), 204) : OK;
      if (outcome.ok) await then();
      return outcome;
    }));
  }

  async #ask(): Promise<Halt | null> {
    const { server, watch } = this.#parts;
    const answer = await server.send('GET', ME);
    if (isSignedOut({ status: answer.status, code: answer.problem?.code })) await this.#nobodyIsIn();
    else if (isAccount(answer)) await this.#arrive(answer.data as Account);
    else return halted(answer) ?? { is: 'wait', seconds: null };
    await watch.refresh();
    return null;
  }

  async #nobodyIsIn(): Promise<void> {
    const { database, watch } = this.#parts;
    await database.write((tx) => setMeta(tx, { entering: false }));
    watch.here.signedIn = 'no';
  }

  async #arrive(account: Account): Promise<void> {
    const { database, lock, watch, world } = this.#parts;
    await database.write(async (tx) => {
      await meet(tx, account);
      await setWorkerRow(tx, { token: world.token(), language: world.language(), plain: world.plain() });
    });
    Object.assign(watch.here, { signedIn: 'yes', needsConsent: account.consent === null });
    await bind(this.#parts, lock.pass()).catch(() => null); // at the next occasion
    await this.#follow(account);
  }

  /** The account goes by the clock of the phone that was opened last, and speaks its language. */
  async #follow(account: Account): Promise<void> {
    const { server, world } = this.#parts;
    const here = { zone: world.zone(), language: world.language() };
    if (account.zone === here.zone && account.language === here.language) return;
    await server.send('PATCH', ME, here).catch(() => null); // another time
  }

  /** From when it is sent until the server has said whose session it is now, nothing of the phone's owner is sent. */
  async #step(method: string, path: string, body: object): Promise<Outcome> {
    const { database, watch } = this.#parts;
    await database.write((tx) => setMeta(tx, { entering: true }));
    const before = watch.here.signedIn;
    if (before === 'yes') watch.here.signedIn = 'unsure';
    const answer = await this.#authenticate(method, path, body);
    if (answer.status === 200) {
      await unbound(database);
      await this.#ask();
    } else {
      await database.write((tx) => setMeta(tx, { entering: false }));
      watch.here.signedIn = before;
    }
    return outcomeOf(answer, 200);
  }

  /** 409: somebody is signed in here already; whoever knows the password takes their place. */
  async #authenticate(method: string, path: string, body: object): Promise<Answer> {
    const { server } = this.#parts;
    const answer = await server.send(method, AUTH + path, body);
    if (answer.status !== 409) return answer;
    await server.send('DELETE', `${AUTH}session`);
    return server.send(method, AUTH + path, body);
  }

  async #leave(discardUnsent: boolean): Promise<Outcome> {
    const { database, server } = this.#parts;
    const open = discardUnsent ? null : await database.read(whatIsOpen);
    if (open) return failed(open);
    await this.#removeDevice();
    const answer = await server.send('DELETE', `${AUTH}session`);
    if (answer.status !== 401 && answer.status >= 300) return outcomeOf(answer, 401);
    const left = await database.write((tx) => depart(tx, discardUnsent));
    await this.#gone();
    return left ? failed(left) : OK;
  }

  /** A phone that nobody is signed in on is nudged no more. */
  async #removeDevice(): Promise<void> {
    const { database, server } = this.#parts;
    const { device } = await database.read(workerRowOf);
    if (device) await server.send('DELETE', `/api/push/subscriptions/${device.id}/`);
    await this.#unsubscribe();
    await database.write((tx) => setWorkerRow(tx, { device: null }));
  }

  /** Where the browser won't, the push service will find nobody there. */
  async #unsubscribe(): Promise<void> {
    await this.#parts.world.unsubscribe?.().catch(() => {});
  }

  /** One after another, and not beside a sync: an answer that was under way meanwhile knows nothing of the change. */
  async #endSession(): Promise<void> {
    const { database, server } = this.#parts;
    const { account } = await database.read(metaOf);
    if (!account) return;
    await this.#removeDevice();
    await server.send('DELETE', `${AUTH}session`);
  }

  /** Not beside a sync: an answer that was under way meanwhile would take the change back here. */
  #change(what: Partial<Settings> | { consent: string | null }): Promise<Outcome> {
    const { alone, server, watch } = this.#parts;
    return attempt(() => alone(async () => {
      const answer = await server.send('PATCH', ME, what);
      if (isAccount(answer)) await this.#arrive(answer.data as Account);
      await watch.refresh();
      return outcomeOf(answer, 200);
    }));
  }

  async #agree(consent: string | null): Promise<Outcome> {
    const outcome = await this.#change({ consent });
    if (outcome.ok) void this.#parts.syncNow();
    return outcome;
  }

  /** The lock goes with what it kept closed. */
  async #gone(): Promise<void> {
    const { lock, watch } = this.#parts;
    watch.here.signedIn = 'no';
    if (lock.held().row) {
      await lock.follow();
      await watch.tell('lock');
    }
    return watch.tell('session');
  }
}

const isAccount = ({ status, data }: Answer): boolean =>
  status === 200 && typeof (data as Account | null)?.username === 'string';
