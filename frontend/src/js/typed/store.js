// What was typed and has not reached the server yet, kept in this browser until it has.
import { tableOf } from "../store.js";

const ask = tableOf("alongside-letters", "typed");

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
