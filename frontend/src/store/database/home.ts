/**
 * Where the phone's database is. Browsers leave deleted and overwritten rows in a database's files, so moving.ts replaces the
 * whole database with a fresh one; each has a number. Where the browser has storage buckets, each lies in a bucket of its own,
 * whose files are deleted with it. Number 0 is the database of earlier versions, outside of any bucket.
 */

/** https://wicg.github.io/storage-buckets/; TypeScript's DOM types don't have it yet. */
export interface Bucket extends Persistence {
  indexedDB: IDBFactory;
}

/** Whether the browser may delete it when space runs short. */
export interface Persistence {
  persist(): Promise<boolean>;
  persisted(): Promise<boolean>;
}

export interface Buckets {
  open(name: string): Promise<Bucket>;
  keys(): Promise<string[]>;
  delete(name: string): Promise<void>;
}

export interface Home {
  number: number;
  /** The database's name; if it has a bucket, the bucket's name too. */
  name: string;
  bucket: Bucket | null;
  factory: IDBFactory;
  /** 0 if the database doesn't exist yet. */
  version: number;
}

/** A database with this version has been moved: the next number has all its rows. */
export const MOVED = 1_000_000;

/** Undefined in browsers without buckets, and where the connection isn't secure. */
export const bucketsHere = (): Buckets | undefined =>
  (globalThis.navigator as { storageBuckets?: Buckets } | undefined)?.storageBuckets;

const nameOf = (base: string, number: number): string => (number ? `${base}-${number}` : base);

/** NaN for another database's name. */
function numberOf(base: string, name: string): number {
  if (name === base) return 0;
  return name.startsWith(`${base}-`) ? Number(name.slice(base.length + 1)) : NaN;
}

async function inBucket(name: string, number: number): Promise<Home> {
  const bucket = await bucketsHere()!.open(name);
  const factory = bucket.indexedDB;
  const [found] = await factory.databases();
  return { number, name, bucket, factory, version: found?.version ?? 0 };
}

/** A database that doesn't exist yet. */
export async function freshHome(base: string, number: number): Promise<Home> {
  const name = nameOf(base, number);
  return bucketsHere() ? inBucket(name, number) : { number, name, bucket: null, factory: indexedDB, version: 0 };
}

/**
 * Every database that exists, lowest number first. Firefox before 126 can't list them; there number 0 is the only one. While
 * another tab deletes a bucket, opening it makes a new one, and reading it fails; so the buckets are listed until they are the
 * same before and after.
 */
export async function homes(base: string): Promise<Home[]> {
  for (;;) {
    const buckets = (await bucketsHere()?.keys()) ?? [];
    const [found] = await Promise.allSettled([homesIn(base, buckets)]);
    const after = (await bucketsHere()?.keys()) ?? [];
    if (buckets.length !== after.length || !buckets.every((name) => after.includes(name))) continue;
    if (found.status === 'rejected') throw found.reason;
    return found.value;
  }
}

async function homesIn(base: string, buckets: string[]): Promise<Home[]> {
  const outside = (await indexedDB.databases?.()) ?? [];
  const found = await Promise.all([
    ...outside.map(({ name, version }): Home =>
      ({ number: numberOf(base, name!), name: name!, bucket: null, factory: indexedDB, version: version! })),
    ...buckets.filter((name) => numberOf(base, name) > 0).map((name) => inBucket(name, numberOf(base, name))),
  ]);
  return found.filter(({ number, version }) => number >= 0 && version > 0).sort((a, b) => a.number - b.number);
}

/** The database in force: the lowest that hasn't been moved, since a higher one may be an unfinished copy. */
export async function currentHome(base: string): Promise<Home> {
  const found = await homes(base);
  const next = (found.at(-1)?.number ?? (bucketsHere() ? 0 : -1)) + 1;
  return found.find(({ version }) => version < MOVED) ?? freshHome(base, next);
}
