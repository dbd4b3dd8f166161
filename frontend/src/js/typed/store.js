// What was typed and has not reached the server yet, kept in this browser until it has. IndexedDB hands a finished
// transaction to the operating system, so that it outlives a killed browser; localStorage is written seconds later.
const NAME = "alongside-letters";
const TABLE = "typed";
let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(TABLE));
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
  return opened;
}

async function ask(mode, question) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(TABLE, mode);
    const request = question(transaction.objectStore(TABLE));
    transaction.addEventListener("complete", () => resolve(request.result));
    transaction.addEventListener("abort", () => reject(transaction.error));
  });
}

// A browser that keeps nothing (a private window, a full disk) still writes letters: the server keeps them.
const orNothing = (promise) => promise.catch(() => undefined);

// What was typed under every name that is wanted, with its name.
export async function some(isWanted) {
  const keys = (await ask("readonly", (table) => table.getAllKeys())).filter(isWanted);
  return Promise.all(keys.map(async (key) => [key, await look(key)]));
}

export const look = (key) => orNothing(ask("readonly", (table) => table.get(key)));
export const keep = (key, typed) => orNothing(ask("readwrite", (table) => table.put(typed, key)));
export const forget = (key) => orNothing(ask("readwrite", (table) => table.delete(key)));
