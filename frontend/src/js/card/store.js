// Lines of a card, kept in this phone until the desk has them (`done`: since when, by its clock) and a copy of the page shows them.
const NAME = "alongside-card";
const TABLE = "lines";
let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(TABLE, { keyPath: "key" }));
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
  return opened;
}

async function ask(mode, question) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(TABLE, mode, mode === "readwrite" ? { durability: "strict" } : {});
    const request = question(transaction.objectStore(TABLE));
    transaction.addEventListener("complete", () => resolve(request.result));
    transaction.addEventListener("abort", () => reject(transaction.error));
  });
}

// In the order in which they were typed; `lines` is where they are sent, and tells visits apart.
export async function all(member, lines) {
  const found = await ask("readonly", (table) => table.getAll());
  return found.filter((one) => one.member === member && (!lines || one.lines === lines)).sort((a, b) => a.order - b.order);
}

// Those that the desk does not have yet.
export const waiting = async (member, lines) => (await all(member, lines)).filter((one) => !one.done);

// Whosever they are: those that the desk has had since before a moment, as text.
export async function dropDone(before) {
  const found = await ask("readonly", (table) => table.getAll());
  for (const one of found) if (one.done && one.done < before) await drop(one.key);
}

export const put = (line) => ask("readwrite", (table) => table.put(line));
export const drop = (key) => ask("readwrite", (table) => table.delete(key));
