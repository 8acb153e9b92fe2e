"""Reads the phone's database, wherever it is (frontend/src/store/database/home.ts)."""

#: Each page of a story has `openStore()`, which resolves with the open database once the app has made it.
OPEN_STORE = """globalThis.openStore = async () => {
  const find = async () => {
    const buckets = (await navigator.storageBuckets?.keys()) ?? [];
    const [name = 'noticing'] = buckets.filter((one) => one.startsWith('noticing-'));
    const factory = name === 'noticing' ? indexedDB : (await navigator.storageBuckets.open(name)).indexedDB;
    const isThere = (await factory.databases()).some((one) => one.name === name && one.version > 0);
    return isThere ? { name, factory } : null;
  };
  let found = await find();
  for (; !found; found = await find()) await new Promise((resolve) => setTimeout(resolve, 20));
  const { name, factory } = found;
  return new Promise((resolve, reject) => {
    const opening = factory.open(name);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
};"""
