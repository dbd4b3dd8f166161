// Lines of a card, kept in this phone until the desk has them (`done`: since when, by its clock) and a copy of the page shows them.
import { tableOf } from "../store.js";

const ask = tableOf("alongside-card", "lines", { keyPath: "key", durability: "strict" });

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
