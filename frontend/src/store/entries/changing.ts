/** The person's changes: each is written, announced to all tabs, and then synced. */
import { isDated, type Body } from '../../kinds/kinds';
import { equal } from '../../logic/equal';
import type { Database } from '../database/database';
import { StorageFailed } from '../outcome';
import type { Watch } from '../state';
import type { SyncAccess } from '../sync/access';
import type { Kind } from '../types';
import type { World } from '../world';
import * as drafts from './drafts';
import * as keeping from './keeping';
import { get } from './reading';
import { removeReferencesTo } from './references';

interface Parts {
  world: World;
  database: Database;
  watch: Watch;
  sync: SyncAccess;
}

export class Changes {
  #parts: Parts;
  /** The last requested change of each entry. */
  #last = new Map<string, Promise<boolean>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Rejects with `StorageFailed`, or with what the action throws. */
  run = async <T>(action: () => Promise<T>): Promise<T> => {
    const { watch, sync } = this.#parts;
    const result = await watch.whileKeeping(this.#attempt(action));
    sync.soon(({ engine }) => engine.nudge());
    return result;
  };

  keep = async (kind: Kind, id: string, data: object, draft?: string): Promise<void> => {
    await this.run(() => keeping.keep(this.#parts.database, [kind, id], data as Body, draft));
    this.persist();
  };

  /** Waits for earlier changes to the same entry, so that none overwrites another. */
  amend = <D>(kind: Kind, id: string, by: (data: D) => D, draft?: string): Promise<boolean> => {
    const place = `${kind} ${id}`;
    const before = this.#last.get(place) ?? Promise.resolve(true);
    const mine = before.catch(() => true).then(() => this.#amendNow(kind, id, by, draft));
    this.#last.set(place, mine);
    return this.run(() => mine);
  };

  remove = (kind: Kind, id: string): Promise<void> => this.run(async () => {
    const { database } = this.#parts;
    if (isDated(kind)) await removeReferencesTo(database, [kind, id]);
    await keeping.remove(database, [kind, id]);
  });

  /** Called with every pause in writing; the screens are told only when a draft begins or ends. */
  setDraft = async (name: string, text: string, instead?: readonly string[]): Promise<void> => {
    const { database, watch } = this.#parts;
    if (await this.#attempt(() => drafts.setDraft(database, name, text, instead))) await watch.announce();
  };

  /** Asks the browser for persistent storage. Not awaited: the browser may ask the person. */
  persist(): void {
    const { database, world } = this.#parts;
    void database.persistence(world.persistence).then((storage) => storage?.persist()).catch(() => false);
  }

  async #amendNow<D>(kind: Kind, id: string, by: (data: D) => D, draft?: string): Promise<boolean> {
    const { database } = this.#parts;
    const kept = await get<D>(database, kind, id);
    if (!kept) return false;
    const data = by(kept.data);
    if (!equal(data, kept.data)) await keeping.keep(database, [kind, id], data as Body, draft);
    else if (draft !== undefined) await drafts.setDraft(database, draft, '');
    return true;
  }

  async #attempt<T>(action: () => Promise<T>): Promise<T> {
    const { tab } = this.#parts.watch;
    try {
      const result = await action();
      tab.storage = 'ok';
      return result;
    } catch (cause) {
      if (cause instanceof StorageFailed) tab.storage = cause.state;
      throw cause;
    }
  }
}
