// What a device keeps, in a store of its own: rows by their keys, written down before anything goes on.

export function storeNamed(name, keys) {
  function opened() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => {
        for (const [store, keyPath] of Object.entries(keys)) asked.result.createObjectStore(store, { keyPath });
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

  return {
    put: (store, row) => within(store, "readwrite", (rows) => rows.put(row)),
    get: (store, key) => within(store, "readonly", (rows) => rows.get(key)),
    all: (store) => within(store, "readonly", (rows) => rows.getAll()),
    clear: (store) => within(store, "readwrite", (rows) => rows.clear()),
    remove: (store, removed) =>
      within(store, "readwrite", (rows) => {
        for (const key of removed) rows.delete(key);
      }),
    async isThere() {
      const known = await indexedDB.databases?.();
      return !known || known.some((one) => one.name === name);
    },
  };
}
