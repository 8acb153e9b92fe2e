/** Who is signed in on this phone. */
import { fixedZone } from '../../logic/felt';
import { metaOf, setMeta } from '../database/database';
import { removeLeftovers } from '../database/leftovers';
import { bind, isUnbound, LOCK, markUnbound } from '../lock/binding';
import type { Outcome } from '../outcome';
import { ME, type Answer } from '../sync/server';
import { stopFor, isSignedOut, type SyncStop } from '../sync/stop';
import { refusesZone } from '../sync/verdict';
import { setWorkerRow } from '../sync/worker-row';
import type { Account, Settings } from '../types';
import { attempt, OK, outcomeOf } from './answers';
import { others, answerOtherAccounts, type Others } from './aside';
import * as leaving from './leaving';
import { AUTH, type Parts } from './leaving';
import { takeOwnership } from './owner';

export class Session {
  #parts: Parts;
  /** A zone of this phone that the server has refused. */
  #unknownZone: string | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Asks the server who is signed in, if this phone has had an account. Returns why the sync has to stop when the answer
   * doesn't say.
   */
  async identify(): Promise<SyncStop | null> {
    const { database, watch } = this.#parts;
    const { account, owner, entering } = await database.read(metaOf);
    if (account || owner || entering) return this.#fetchAccount();
    watch.tab.signedIn = 'no'; // nobody has signed in on this phone: no request needed
    await watch.refresh();
    return null;
  }

  signUp(username: string, password: string): Promise<Outcome> {
    return this.enter('POST', 'signup', { username, password });
  }

  signIn(username: string, password: string): Promise<Outcome> {
    return this.enter('POST', 'login', { username, password });
  }

  /** Signs in by any other method, or takes the next step of one; `path` is below allauth's `auth/`. */
  enter(method: string, path: string, body: object): Promise<Outcome> {
    const { exclusively, watch, syncNow } = this.#parts;
    return attempt(async () => {
      const outcome = await exclusively(() => this.#step(method, path, body)).finally(() => watch.announce('session'));
      if (outcome.ok) void syncNow();
      return outcome;
    });
  }

  signOut({ discardUnsent }: { discardUnsent: boolean }): Promise<Outcome> {
    const { exclusively, syncNow } = this.#parts;
    return attempt(async () => {
      if (!discardUnsent) await syncNow();
      return exclusively(() => leaving.signOut(this.#parts, discardUnsent));
    });
  }

  giveConsent(version: string): Promise<Outcome> {
    return this.#setConsent(version);
  }

  /** From then on the server neither accepts nor shows entries; it keeps what it has, and so does this phone. */
  withdrawConsent(): Promise<Outcome> {
    return this.#setConsent(null);
  }

  /** Sets when, how often and where nudges come. */
  set(change: Partial<Settings>): Promise<Outcome> {
    return this.#change(change);
  }

  /**
   * Erases the account with all its data, on the server and on this phone, and with `unclaimed` the unclaimed entries here
   * too. Without an account, erases the unclaimed entries.
   */
  erase(also: { unclaimed: boolean } = { unclaimed: false }): Promise<Outcome> {
    return attempt(() => this.#parts.exclusively(() => leaving.erase(this.#parts, also)));
  }

  /** After the account was erased on another device: its entries here become nobody's. Rejects with `StorageFailed`. */
  keepWithoutAccount(): Promise<void> {
    return this.#parts.exclusively(() => leaving.keepWithoutAccount(this.#parts));
  }

  /** For a forgotten lock secret: signs out if the server can be reached, and clears this phone. */
  forget(): Promise<Outcome> {
    return attempt(() => this.#parts.exclusively(() => leaving.forget(this.#parts)));
  }

  /** What other accounts have on this phone. */
  others(): Promise<Others> {
    return this.#parts.database.read(others);
  }

  /**
   * Answers `ask === 'other-account'`: leaves other accounts' entries aside or clears them. Rejects with `StorageFailed`.
   */
  async answerOtherAccounts(how: { clear: boolean }): Promise<void> {
    const { database, watch } = this.#parts;
    await database.write((tx) => answerOtherAccounts(tx, how));
    if (how.clear) await removeLeftovers(this.#parts).catch(() => {}); // tried again at the next start
    await watch.announce();
  }

  /** Has the server require the lock's pass too. When it can't be reached, the next sync tries again. */
  async bindLock(): Promise<void> {
    if (await isUnbound(this.#parts)) await bind(this.#parts, this.#parts.lock.pass()).catch(() => null);
  }

  /** The same while the app is locked, if the server doesn't know of the lock yet. Throws `Unreachable`. */
  async bindWhileLocked(): Promise<SyncStop | null> {
    return await isUnbound(this.#parts) ? bind(this.#parts, null) : null;
  }

  /** Has the server stop requiring the pass, then runs `then` before anything else can send a request. */
  freeLock(then: () => Promise<void>): Promise<Outcome> {
    const { exclusively, database, server, watch } = this.#parts;
    return attempt(() => exclusively(async () => {
      const asks = watch.tab.signedIn !== 'no' && (await database.read(metaOf)).account !== null;
      const outcome = asks ? outcomeOf(await server.send('DELETE', LOCK), 204) : OK;
      if (outcome.ok) await then();
      return outcome;
    }));
  }

  async #fetchAccount(): Promise<SyncStop | null> {
    const { server, watch } = this.#parts;
    const answer = await server.send('GET', ME);
    if (isSignedOut({ status: answer.status, code: answer.problem?.code })) await this.#notSignedIn();
    else if (isAccount(answer)) await this.#signedInAs(answer.data as Account);
    else return stopFor(answer) ?? { is: 'wait', seconds: null };
    await watch.refresh();
    return null;
  }

  async #notSignedIn(): Promise<void> {
    const { database, watch } = this.#parts;
    await database.write((tx) => setMeta(tx, { entering: false }));
    watch.tab.signedIn = 'no';
  }

  async #signedInAs(account: Account): Promise<void> {
    const { database, lock, watch, world } = this.#parts;
    await database.write(async (tx) => {
      await takeOwnership(tx, account);
      await setWorkerRow(tx, { token: world.token(), language: world.language(), plain: world.plain() });
    });
    Object.assign(watch.tab, { signedIn: 'yes', needsConsent: account.consent === null });
    await bind(this.#parts, lock.pass()).catch(() => null); // retried with the next sync
    await this.#updateProfile(account);
  }

  /**
   * Sets the account's zone and language to those of the phone that was opened last. A zone that the server doesn't know is
   * replaced as in check-ins (verdict.ts), until the app is opened anew.
   */
  async #updateProfile(account: Account): Promise<void> {
    const { server, world } = this.#parts;
    const zone = world.zone();
    const isUnknown = zone === this.#unknownZone;
    const here = { zone: isUnknown ? fixedZone(new Date(world.now()), zone) : zone, language: world.language() };
    if (account.zone === here.zone && account.language === here.language) return;
    const answer = await server.send('PATCH', ME, here).catch(() => null); // retried with the next sync
    if (answer && isAccount(answer)) await this.#rememberAccount(answer.data as Account);
    if (isUnknown || !answer || !refusesZone(answer)) return;
    this.#unknownZone = zone;
    await this.#updateProfile(account);
  }

  #rememberAccount(account: Account): Promise<void> {
    return this.#parts.database.write(async (tx) => {
      if ((await metaOf(tx)).owner === account.username) await setMeta(tx, { account });
    });
  }

  /** Marks a sign-in as under way, so that nothing of the owner's is sent until the server has said whose session it is. */
  async #step(method: string, path: string, body: object): Promise<Outcome> {
    const { database, watch } = this.#parts;
    await database.write((tx) => setMeta(tx, { entering: true }));
    const before = watch.tab.signedIn;
    if (before === 'yes') watch.tab.signedIn = 'unsure';
    const answer = await this.#authenticate(method, path, body);
    if (answer.status === 200) {
      await markUnbound(database);
      await this.#fetchAccount();
    } else {
      await database.write((tx) => setMeta(tx, { entering: false }));
      watch.tab.signedIn = before;
    }
    return outcomeOf(answer, 200);
  }

  /** 409 means that somebody is already signed in here; that session is ended and the request repeated. */
  async #authenticate(method: string, path: string, body: object): Promise<Answer> {
    const { server } = this.#parts;
    const answer = await server.send(method, AUTH + path, body);
    if (answer.status !== 409) return answer;
    await server.send('DELETE', `${AUTH}session`);
    return server.send(method, AUTH + path, body);
  }

  /** Not while a sync runs: an answer already under way would undo the change here. */
  #change(what: Partial<Settings> | { consent: string | null }): Promise<Outcome> {
    const { exclusively, server, watch } = this.#parts;
    return attempt(() => exclusively(async () => {
      const answer = await server.send('PATCH', ME, what);
      if (isAccount(answer)) await this.#signedInAs(answer.data as Account);
      await watch.refresh();
      return outcomeOf(answer, 200);
    }));
  }

  async #setConsent(consent: string | null): Promise<Outcome> {
    const outcome = await this.#change({ consent });
    if (outcome.ok) void this.#parts.syncNow();
    return outcome;
  }
}

const isAccount = ({ status, data }: Answer): boolean =>
  status === 200 && typeof (data as Account | null)?.username === 'string';
