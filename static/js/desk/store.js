// What a desk's device keeps: scans that wait for the network, the list of who may come, what the device calls itself.

const NAME = "qiao-desk";
const KEYS = { queue: "mark", roster: "event", device: "key" };

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(KEYS)) asked.result.createObjectStore(store, { keyPath });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function within(store, mode, act) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store, mode, { durability: "strict" });
      const asked = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(asked?.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const put = (store, row) => within(store, "readwrite", (rows) => rows.put(row));
export const get = (store, key) => within(store, "readonly", (rows) => rows.get(key));
export const all = (store) => within(store, "readonly", (rows) => rows.getAll());
export const clear = (store) => within(store, "readwrite", (rows) => rows.clear());

export const remove = (store, keys) =>
  within(store, "readwrite", (rows) => {
    for (const key of keys) rows.delete(key);
  });

export async function isThere() {
  const known = await indexedDB.databases?.();
  return !known || known.some((one) => one.name === NAME);
}
