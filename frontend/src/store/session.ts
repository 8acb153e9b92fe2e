/** Who is signed in on this phone. */
import { others, partFromOthers, type Others } from './aside';
import { bind, isUnbound, LOCK, unbound } from './binding';
import { metaOf, setMeta, type Database } from './database';
import { errandOf, setErrand } from './errand';
import type { Lock } from './lock';
import { StorageFailed, Unreachable, type FieldProblem, type Outcome } from './outcome';
import { clearAll, clearOwn, depart, meet, whatIsOpen } from './owner';
import { ME, type Answer, type Server } from './server';
import type { Watch } from './state';
import type { Account, Settings } from './types';
import { halted, isSignedOut, type Halt } from './verdict';
import type { World } from './world';

const AUTH = '/_allauth/browser/v1/auth/';

export interface Session {
  /** Asks the server who this is, on a phone that has had an account; answers what to do instead where it doesn't say. */
  identify(): Promise<Halt | null>;
  signUp(username: string, password: string): Promise<Outcome>;
  signIn(username: string, password: string): Promise<Outcome>;
  /** In by another way, or one step further: what is sent below allauth's `auth/`. */
  enter(method: string, path: string, body: object): Promise<Outcome>;
  signOut(choice: { discardUnsent: boolean }): Promise<Outcome>;
  giveConsent(version: string): Promise<Outcome>;
  /** The server then takes nothing in and shows nothing; what it holds stays, and so does this phone's store. */
  withdrawConsent(): Promise<Outcome>;
  /** When, how often and where nudges come. */
  set(change: Partial<Settings>): Promise<Outcome>;
  /**
   * The account with all that it holds, here and on the server, and what is nobody's on this phone if that is asked for;
   * without an account, what is nobody's.
   */
  erase(also?: { unclaimed: boolean }): Promise<Outcome>;
  /** For whom the lock won't open: signs out, as far as the server can be reached, and clears this phone. */
  forget(): Promise<Outcome>;
  /** What other accounts have on this phone. */
  others(): Promise<Others>;
  /** Answers `ask === 'other-account'`: that stays apart, or is cleared. Rejects with `StorageFailed`. */
  partFromOthers(how: { clear: boolean }): Promise<void>;
  /** Has the server ask for the lock's pass as well; out of reach, at the next occasion. */
  bindLock(): Promise<void>;
  /** The same while the app is locked, where the server doesn't know of the lock yet. Throws `Unreachable`. */
  bindWhileLocked(): Promise<Halt | null>;
  /** Has the server ask for it no more, and then does what goes with that before anybody else asks the server for anything. */
  freeLock(then: () => Promise<void>): Promise<Outcome>;
}

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

export function createSession({ world, database, server, watch, lock, alone, syncNow }: Parts): Session {
  const parts = { database, server, watch };

  async function identify(): Promise<Halt | null> {
    const { account, owner, entering } = await database.read(metaOf);
    if (account || owner || entering) return ask();
    watch.here.signedIn = 'no'; // nobody has signed in here: there is nothing to ask
    await watch.refresh();
    return null;
  }

  async function ask(): Promise<Halt | null> {
    const answer = await server.send('GET', ME);
    if (isSignedOut({ status: answer.status, code: answer.problem?.code })) await nobodyIsIn();
    else if (isAccount(answer)) await arrive(answer.data as Account);
    else return halted(answer) ?? { is: 'wait', seconds: null };
    await watch.refresh();
    return null;
  }

  async function nobodyIsIn(): Promise<void> {
    await database.write((tx) => setMeta(tx, { entering: false }));
    watch.here.signedIn = 'no';
  }

  async function arrive(account: Account): Promise<void> {
    await database.write(async (tx) => {
      await meet(tx, account);
      await setErrand(tx, { token: world.token(), language: world.language(), plain: world.plain() });
    });
    Object.assign(watch.here, { signedIn: 'yes', needsConsent: account.consent === null });
    await bind(parts, lock.pass()).catch(() => null); // at the next occasion
    await follow(account);
  }

  /** The account goes by the clock of the phone that was opened last, and speaks its language. */
  async function follow(account: Account): Promise<void> {
    const here = { zone: world.zone(), language: world.language() };
    if (account.zone === here.zone && account.language === here.language) return;
    await server.send('PATCH', ME, here).catch(() => null); // another time
  }

  const enter = (method: string, path: string, body: object): Promise<Outcome> => attempt(async () => {
    const outcome = await alone(() => step(method, path, body)).finally(() => watch.tell('session'));
    if (outcome.ok) void syncNow();
    return outcome;
  });

  /** From when it is sent until the server has said whose session it is now, nothing of the phone's owner is sent. */
  async function step(method: string, path: string, body: object): Promise<Outcome> {
    await database.write((tx) => setMeta(tx, { entering: true }));
    const before = watch.here.signedIn;
    if (before === 'yes') watch.here.signedIn = 'unsure';
    const answer = await freshly(method, path, body);
    if (answer.status === 200) {
      await unbound(database);
      await ask();
    } else {
      await database.write((tx) => setMeta(tx, { entering: false }));
      watch.here.signedIn = before;
    }
    return outcomeOf(answer, 200);
  }

  /** 409: somebody is signed in here already; whoever knows the password takes their place. */
  async function freshly(method: string, path: string, body: object): Promise<Answer> {
    const answer = await server.send(method, AUTH + path, body);
    if (answer.status !== 409) return answer;
    await server.send('DELETE', `${AUTH}session`);
    return server.send(method, AUTH + path, body);
  }

  const leave = (discardUnsent: boolean): Promise<Outcome> => alone(async () => {
    const open = discardUnsent ? null : await database.read(whatIsOpen);
    if (open) return failed(open);
    await dismiss();
    const answer = await server.send('DELETE', `${AUTH}session`);
    if (answer.status !== 401 && answer.status >= 300) return outcomeOf(answer, 401);
    const left = await database.write((tx) => depart(tx, discardUnsent));
    await gone();
    return left ? failed(left) : OK;
  });

  /** A phone that nobody is signed in on is nudged no more. */
  async function dismiss(): Promise<void> {
    const { device } = await database.read(errandOf);
    if (device) await server.send('DELETE', `/api/push/subscriptions/${device.id}/`);
    await unsubscribe();
    await database.write((tx) => setErrand(tx, { device: null }));
  }

  /** Where the browser won't, the push service will find nobody there. */
  const unsubscribe = async (): Promise<void> => world.unsubscribe?.().catch(() => {});

  /** One after another, and not beside a sync: an answer that was under way meanwhile knows nothing of the change. */
  async function farewell(): Promise<void> {
    const { account } = await database.read(metaOf);
    if (!account) return;
    await dismiss();
    await server.send('DELETE', `${AUTH}session`);
  }

  const freeLock = (then: () => Promise<void>): Promise<Outcome> => attempt(() => alone(async () => {
    const asks = watch.here.signedIn !== 'no' && (await database.read(metaOf)).account !== null;
    const outcome = asks ? outcomeOf(await server.send('DELETE', LOCK), 204) : OK;
    if (outcome.ok) await then();
    return outcome;
  }));

  /** Not beside a sync: an answer that was under way meanwhile would take the change back here. */
  const change = (what: Partial<Settings> | { consent: string | null }): Promise<Outcome> => attempt(() => alone(async () => {
    const answer = await server.send('PATCH', ME, what);
    if (isAccount(answer)) await arrive(answer.data as Account);
    await watch.refresh();
    return outcomeOf(answer, 200);
  }));

  async function agree(consent: string | null): Promise<Outcome> {
    const outcome = await change({ consent });
    if (outcome.ok) void syncNow();
    return outcome;
  }

  /** The lock goes with what it kept closed. */
  async function gone(): Promise<void> {
    watch.here.signedIn = 'no';
    if (lock.held().row) {
      await lock.follow();
      await watch.tell('lock');
    }
    return watch.tell('session');
  }

  return {
    identify,
    enter,
    signUp: (username, password) => enter('POST', 'signup', { username, password }),
    signIn: (username, password) => enter('POST', 'login', { username, password }),
    signOut: ({ discardUnsent }) => attempt(async () => {
      if (!discardUnsent) await syncNow();
      return leave(discardUnsent);
    }),
    giveConsent: (version) => agree(version),
    withdrawConsent: () => agree(null),
    set: change,
    erase: ({ unclaimed } = { unclaimed: false }) => attempt(() => alone(async () => {
      const { account, owner } = await database.read(metaOf);
      const answer = account || owner ? await server.send('DELETE', ME) : null; // without an account: this phone alone
      if (answer && answer.status !== 204) return outcomeOf(answer, 204);
      await unsubscribe();
      await database.write(async (tx) => {
        await clearOwn(tx);
        if (unclaimed) await clearOwn(tx); // nobody is the owner any more
      });
      await gone();
      return OK;
    })),
    forget: () => attempt(() => alone(async () => {
      await farewell().catch(() => {}); // off-line: what is left of the session opens nothing without the lock's pass
      await unsubscribe();
      await database.write(clearAll);
      await gone();
      return OK;
    })),
    others: () => database.read(others),
    async partFromOthers(how) {
      await database.write((tx) => partFromOthers(tx, how));
      await watch.tell();
    },
    bindLock: async () => {
      if (await isUnbound(parts)) await bind(parts, lock.pass()).catch(() => null);
    },
    bindWhileLocked: async () => ((await isUnbound(parts)) ? bind(parts, null) : null),
    freeLock,
  };
}

const OK: Outcome = { ok: true };
const failed = (code: string, message = '', field: string | null = null): Outcome =>
  ({ ok: false, problems: [{ field, code, message }] });

async function attempt(action: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof Unreachable) return failed('unreachable');
    if (cause instanceof StorageFailed) return failed('storage');
    throw cause;
  }
}

const isAccount = ({ status, data }: Answer): boolean =>
  status === 200 && typeof (data as Account | null)?.username === 'string';

/** allauth's `{errors: [{message, code, param}]}`, or our own problem; messages are for logs, the screens go by the code. */
export function outcomeOf({ status, data, problem }: Answer, good: number): Outcome {
  if (status === good) return OK;
  const named = (data as { errors?: unknown } | null)?.errors;
  const errors = problem?.errors ?? (Array.isArray(named) ? named : []);
  const problems = errors.map((error: { code: string; message: string; param?: string; path?: string }): FieldProblem =>
    ({ field: error.param ?? (error.path?.slice(1) || null), code: error.code, message: error.message }));
  return problems.length ? { ok: false, problems } : failed(problem?.code ?? codeOf(status), problem?.detail);
}

function codeOf(status: number): string {
  if (status === 429) return 'too_many';
  return status >= 500 ? 'server' : `http-${status}`;
}
