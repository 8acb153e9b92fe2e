/**
 * Every body enters and leaves IndexedDB through this codec: as plain JSON without a lock, as encrypted bytes with one
 * (vault.ts).
 * A transaction closes while anything but IndexedDB is awaited: seal before opening it, open after reading.
 */

declare const sealed: unique symbol;

/** A body as stored in the database. Only `open` may look inside. */
export type Sealed = { readonly [sealed]: true };

export type Bytes = Uint8Array<ArrayBuffer>;

/** The encryption of a phone with a lock, whether it is open or locked just now. */
export interface Vault {
  /** The lock's id; a new lock has a new one. */
  readonly id: string;
  /** False while the lock is being taken off: sealed bodies can still be opened. */
  readonly seals: boolean;
  /** False while it is locked. */
  isOpen(): boolean;
  seal(plain: Bytes): Promise<Bytes>;
  /** Rejects with `Locked`. */
  open(bytes: Bytes): Promise<Bytes>;
}

/** The body is stored, but can't be read until the person unlocks the app. */
export class Locked extends Error {
  override name = 'Locked';
}

/** Undefined while the app is locked: it shows nothing, and reports no error. */
export async function unlessLocked<T>(opening: Promise<T>): Promise<T | undefined> {
  try {
    return await opening;
  } catch (cause) {
    if (cause instanceof Locked) return undefined;
    throw cause;
  }
}

/**
 * Seals by the lock found at the start. If the phone has another lock by the time of the write, nothing is written
 * (database.ts).
 */
export interface Sealing {
  /** Null without a lock; undefined where none was looked for, as in the service worker. */
  readonly lock: string | null | undefined;
  seal(data: object): Promise<Sealed>;
}

export interface Codec {
  sealing(): Promise<Sealing>;
  /** Rejects with `Locked` when the keys aren't here, and while locked also for bodies not sealed yet or no longer. */
  open<D = Record<string, unknown>>(kept: Sealed): Promise<D>;
  /** Uses the lock that `find` finds, null for none. Calls made meanwhile wait for it. */
  use(find: () => Promise<Vault | null>): Promise<unknown>;
  /** The lock has changed: calls `find` again. */
  reload(): Promise<unknown>;
}

export const isSealed = (kept: Sealed): boolean => ArrayBuffer.isView(kept);

/** A deep copy as plain JSON, independent of what the screen goes on editing. */
export const plainCopy = <D extends object>(data: D): D => JSON.parse(JSON.stringify(data)) as D;

export function createCodec(): Codec {
  let finding: (() => Promise<Vault | null>) | null = null;
  let using: Promise<Vault | null> | null = null;

  async function reload(): Promise<void> {
    using = finding?.() ?? null;
    await using;
  }

  return {
    reload,
    use(find) {
      finding = find;
      return reload();
    },
    async sealing() {
      const vault = await using;
      return { lock: using ? (vault?.id ?? null) : undefined, seal: (data) => sealedBy(vault, data) };
    },
    async open<D>(kept: Sealed) {
      const vault = await using;
      if (!isSealed(kept)) return inClear<D>(vault, kept);
      if (!vault) throw new Locked('This page has no lock that opens it.');
      return JSON.parse(new TextDecoder().decode(await vault.open(kept as unknown as Bytes))) as D;
    },
  };
}

/**
 * If putting the lock on or taking it off was cut short, some bodies are still in clear; a closed lock protects these too.
 */
function inClear<D>(vault: Vault | null, kept: Sealed): D {
  if (vault && !vault.isOpen()) throw new Locked('The app is locked.');
  return kept as unknown as D;
}

async function sealedBy(vault: Vault | null, data: object): Promise<Sealed> {
  if (!vault?.seals) return plainCopy(data) as unknown as Sealed;
  return (await vault.seal(new TextEncoder().encode(JSON.stringify(data)))) as unknown as Sealed;
}
