/**
 * The one seam through which every body enters and leaves IndexedDB: plain JSON on a phone without a lock, bytes that only
 * the lock's keys open on one with a lock (vault.ts).
 * A transaction closes while anything but IndexedDB is awaited: seal before opening it, open after reading.
 */

declare const sealed: unique symbol;

/** What lies in the database. Nothing but `open` looks inside. */
export type Sealed = { readonly [sealed]: true };

export type Bytes = Uint8Array<ArrayBuffer>;

/** What seals while a lock is on, whether or not it is open just now. */
export interface Vault {
  /** Of the lock: it ends with it. */
  readonly id: string;
  /** False while a lock is being taken off: what was sealed still opens. */
  readonly seals: boolean;
  /** False while it is locked. */
  isOpen(): boolean;
  seal(plain: Bytes): Promise<Bytes>;
  /** Rejects with `Locked`. */
  open(bytes: Bytes): Promise<Bytes>;
}

/** It is kept, and can't be read before the person opens the app. */
export class Locked extends Error {
  override name = 'Locked';
}

/** Nothing is shown while the app is locked, and nothing fails of it. */
export async function unlessLocked<T>(opening: Promise<T>): Promise<T | undefined> {
  try {
    return await opening;
  } catch (cause) {
    if (cause instanceof Locked) return undefined;
    throw cause;
  }
}

/** One lock, or none: what it seals is written while that is the phone's, or not at all (database.ts). */
export interface Sealing {
  /** Undefined where nobody has asked for one, which is the service worker's way. */
  readonly lock: string | null | undefined;
  seal(data: object): Promise<Sealed>;
}

export interface Codec {
  sealing(): Promise<Sealing>;
  /** Rejects with `Locked` where nothing here can open it, and for whatever isn't sealed yet, or any more, while it is locked. */
  open<D = Record<string, unknown>>(kept: Sealed): Promise<D>;
  /** From now on it goes by the lock that this finds; what is asked for meanwhile waits for it. Null: there is none. */
  use(find: () => Promise<Vault | null>): Promise<unknown>;
  /** The lock has changed: finds it anew. */
  again(): Promise<unknown>;
}

export const isSealed = (kept: Sealed): boolean => ArrayBuffer.isView(kept);

/** Plain JSON, cut loose from whatever the screen goes on editing. */
export const loose = <D extends object>(data: D): D => JSON.parse(JSON.stringify(data)) as D;

export function createCodec(): Codec {
  let finding: (() => Promise<Vault | null>) | null = null;
  let using: Promise<Vault | null> | null = null;

  async function again(): Promise<void> {
    using = finding?.() ?? null;
    await using;
  }

  return {
    again,
    use(find) {
      finding = find;
      return again();
    },
    async sealing() {
      const vault = await using;
      return { lock: using ? (vault?.id ?? null) : undefined, seal: (data) => sealedBy(vault, data) };
    },
    async open<D>(kept: Sealed) {
      const vault = await using;
      if (!isSealed(kept)) return inClear<D>(vault, kept);
      if (!vault) throw new Locked('No lock of this page opens it.');
      return JSON.parse(new TextDecoder().decode(await vault.open(kept as unknown as Bytes))) as D;
    },
  };
}

/** The sealing or opening of all that is here may have been cut short: the lock keeps closed what it left in clear. */
function inClear<D>(vault: Vault | null, kept: Sealed): D {
  if (vault && !vault.isOpen()) throw new Locked('It is locked, and this is not sealed.');
  return kept as unknown as D;
}

async function sealedBy(vault: Vault | null, data: object): Promise<Sealed> {
  if (!vault?.seals) return loose(data) as unknown as Sealed;
  return (await vault.seal(new TextEncoder().encode(JSON.stringify(data)))) as unknown as Sealed;
}
