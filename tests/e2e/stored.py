"""Reads the phone's database, wherever it is (frontend/src/store/database/home.ts)."""

#: Each page of a story has `openStore()`, which resolves with the open database.
OPEN_STORE = """globalThis.openStore = async () => {
  const buckets = (await navigator.storageBuckets?.keys()) ?? [];
  const [name = 'noticing'] = buckets.filter((one) => one.startsWith('noticing-'));
  const factory = name === 'noticing' ? indexedDB : (await navigator.storageBuckets.open(name)).indexedDB;
  return new Promise((resolve, reject) => {
    const opening = factory.open(name);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
};"""
