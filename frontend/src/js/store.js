// One table in this browser, asked question by question. IndexedDB hands a finished transaction to the operating system,
// so that it outlives a killed browser; localStorage is written seconds later.
export function tableOf(database, name, { keyPath, durability } = {}) {
  let opened;
  const open = () => {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(database, 1);
      request.addEventListener("upgradeneeded", () => request.result.createObjectStore(name, keyPath && { keyPath }));
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(request.error));
    });
    return opened;
  };
  return async (mode, question) => {
    const transaction = (await open()).transaction(name, mode, durability && mode === "readwrite" ? { durability } : {});
    return new Promise((resolve, reject) => {
      const request = question(transaction.objectStore(name));
      transaction.addEventListener("complete", () => resolve(request.result));
      transaction.addEventListener("abort", () => reject(transaction.error));
    });
  };
}
