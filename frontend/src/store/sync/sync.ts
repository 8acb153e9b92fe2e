/** Assembles everything that talks to the server. Loaded after the first screen. */
import { closeOwnWords } from '../../push/own-words';
import type { Database } from '../database/database';
import { removeLeftovers } from '../database/leftovers';
import { Engine } from './engine';
import type { Lock } from '../lock/lock';
import { LockKeeper } from '../lock/lock-keeper';
import { createServer, type Server } from './server';
import { markErased } from '../account/erased';
import { Session } from '../account/session';
import type { Watch } from '../state';
import type { World } from '../world';

export interface Sync {
  server: Server;
  engine: Engine;
  session: Session;
  lockKeeper: LockKeeper;
}

export interface Parts {
  world: World;
  database: Database;
  watch: Watch;
  lock: Lock;
}

export function createSync({ world, database, watch, lock }: Parts): Sync {
  const server = createServer({ ...world, pass: lock.pass, onErased: () => database.write(markErased) });
  const engine = new Engine({
    world, database, server, watch, isLocked: () => lock.isLocked(), identify: () => session.identify(),
    bindWhileLocked: () => session.bindWhileLocked(),
  });
  const session: Session = new Session({ world, database, server, watch, lock, exclusively: engine.exclusively, syncNow: engine.syncNow });
  const lockKeeper = new LockKeeper({ world, database, watch, lock, session, syncNow: engine.syncNow });
  void lock.isLocked().then((locked) => (locked ? closeOwnWords(world.notifications) : undefined), () => {});
  void removeLeftovers({ world, database }).catch(() => {}); // tried again at the next start
  return { server, engine, session, lockKeeper };
}
