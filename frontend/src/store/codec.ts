/**
 * The one seam through which every body enters and leaves IndexedDB, so that the store can be sealed later.
 * A transaction closes while anything but IndexedDB is awaited: seal before opening it, open after reading.
 */

declare const sealed: unique symbol;

/** What lies in the database. Nothing but `open` looks inside. */
export type Sealed = { readonly [sealed]: true };

/** Plain JSON, cut loose from whatever the screen goes on editing. */
export async function seal(data: object): Promise<Sealed> {
  return JSON.parse(JSON.stringify(data)) as Sealed;
}

export async function open<D = Record<string, unknown>>(kept: Sealed): Promise<D> {
  return kept as unknown as D;
}
