// What this browser keeps of visits' cards goes after two weeks, also where nobody opens those cards again.
import { dropDone } from "./card/store.js";
import { forget, keep, some } from "./typed/store.js";

const LONGEST_MS = 14 * 24 * 3_600_000;
const SOON_MS = 2_000;
const CARD = /^card:(\/.*\/):[^:]*$/;
const FACE = /^\/faces\//;

export async function sweep(now = Date.now()) {
  const before = now - LONGEST_MS;
  await Promise.all([dropCopies(before), dropDone(new Date(before).toISOString()), dropDrafts(before, now)]);
}

async function dropCopies(before) {
  const names = (await globalThis.caches?.keys()) ?? [];
  for (const name of names) {
    const [, page] = CARD.exec(name) ?? [];
    if (page) await dropCopy(name, page, before);
  }
}

async function dropCopy(name, page, before) {
  const cache = await caches.open(name);
  const kept = await cache.match(page);
  // Without its page a copy is one that is just being made, or whose day is over: then its faces are of no use.
  if (!kept) {
    const faces = (await cache.keys()).filter((one) => FACE.test(new URL(one.url).pathname));
    await Promise.all(faces.map((one) => cache.delete(one)));
  } else if (Date.parse(kept.headers.get("date")) < before) {
    await caches.delete(name);
    const worker = await navigator.serviceWorker?.getRegistration(page);
    if (worker && new URL(worker.scope).pathname === page) await worker.unregister();
  }
}

async function dropDrafts(before, now) {
  for (const [key, draft] of await some((one) => /:card:/.test(one))) {
    // One of an earlier version does not say when.
    if (draft && !draft.at) await keep(key, { ...draft, at: now });
    else if (draft && draft.at < before) await forget(key);
  }
}

if (globalThis.document) {
  // A browser that keeps nothing has nothing to sweep.
  setTimeout(() => sweep().catch(() => undefined), SOON_MS);
}
