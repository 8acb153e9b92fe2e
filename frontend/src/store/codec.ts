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

export interface Codec {
  seal(data: object): Promise<Sealed>;
  /** Rejects with `Locked` where it is sealed and nothing here can open it. */
  open<D = Record<string, unknown>>(kept: Sealed): Promise<D>;
  /** From now on; what is asked for before the promise is there waits for it. Null: there is no lock. */
  use(vault: Promise<Vault | null>): void;
  /** The lock that this goes by; undefined where nobody has asked for one, which is the service worker's way. */
  lock(): Promise<string | null | undefined>;
}

export const isSealed = (kept: Sealed): boolean => ArrayBuffer.isView(kept);

/** Plain JSON, cut loose from whatever the screen goes on editing. */
const plain = (data: object): Sealed => JSON.parse(JSON.stringify(data)) as Sealed;

export function createCodec(): Codec {
  let using: Promise<Vault | null> | null = null;

  return {
    use(vault) {
      using = vault;
    },
    lock: async () => (using ? ((await using)?.id ?? null) : undefined),
    async seal(data) {
      const own = plain(data); // before anything is awaited: the screen may go on
      const vault = await using;
      if (!vault?.seals) return own;
      return (await vault.seal(new TextEncoder().encode(JSON.stringify(own)))) as unknown as Sealed;
    },
    async open<D>(kept: Sealed) {
      if (!isSealed(kept)) return kept as unknown as D;
      const vault = await using;
      if (!vault) throw new Locked('No lock of this page opens it.');
      return JSON.parse(new TextDecoder().decode(await vault.open(kept as unknown as Bytes))) as D;
    },
  };
}
