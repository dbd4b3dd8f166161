// Keeps one card on a phone: its page and the files that the page needs, of one version together. Nothing else is asked,
// nothing that is typed passes here. `self.CARD` stands before this: the version, its files, the header that names it.
const { version, files, header } = self.CARD;
const HERE = new URL(self.registration.scope).pathname;
const OURS = `card:${HERE}:`;
const NAME = `${OURS}${version}`;
const PATIENCE_MS = 4_000;
const FACE = /^\/faces\/[\w-]+\/$/;
// A phone that is lost later on should not tell of a day that is long over.
const LONGEST_MS = 14 * 24 * 3_600_000;

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(leaveOld().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === HERE) event.respondWith(page(event));
  else if (files.includes(pathname) || FACE.test(pathname)) event.respondWith(file(request));
});

// All of it or nothing: until then the version of before goes on.
async function fill() {
  const cache = await caches.open(NAME);
  await cache.addAll(files);
  const answer = await fetch(HERE, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
  if (!isOurs(answer)) throw new Error("The card cannot be had now.");
  await Promise.all([cache.put(HERE, answer.clone()), keepFaces(cache, answer)]);
}

// A face that cannot be had is a gap in the page, and no reason to keep no card.
async function keepFaces(cache, answer) {
  const faces = new Set((await answer.text()).match(/\/faces\/[\w-]+\//g) ?? []);
  await Promise.all([...faces].map(async (face) => (await cache.match(face)) ?? cache.add(face).catch(() => undefined)));
}

const isOurs = (answer) => answer.ok && answer.headers.get(header) === version;

async function leaveOld() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== NAME).map((name) => caches.delete(name)));
}

// The newest where there is a network. A sign-in in its place means that the copy is nobody's any more.
async function page(event) {
  const { request } = event;
  const kept = await copy();
  try {
    const answer = await (kept ? inTime(fetch(request)) : fetch(request));
    if (isOurs(answer)) event.waitUntil(keep(answer.clone()));
    else if (answer.type === "opaqueredirect" || answer.status === 404) await forget();
    // How it was is said: from then on the card is a page as any other.
    else if (answer.ok && answer.headers.get(header) === "over") await leave();
    return answer.status >= 500 && kept ? kept : answer;
  } catch {
    return kept ?? Response.error();
  }
}

async function keep(answer) {
  const cache = await caches.open(NAME);
  await Promise.all([cache.put(HERE, answer.clone()), keepFaces(cache, answer)]);
}

// The page and the faces on it; its files tell of nobody, and are needed by the next copy.
async function forget() {
  const cache = await caches.open(NAME);
  const known = await cache.keys();
  await Promise.all(known.filter((one) => !files.includes(new URL(one.url).pathname)).map((one) => cache.delete(one)));
}
// Asked for in this way, a cache that is not there is not made.
const look = (what) => caches.match(what, { cacheName: NAME });

async function copy() {
  const kept = await look(HERE);
  // An answer without a date is one of today.
  if (!kept || !(Date.now() - Date.parse(kept.headers.get("date")) >= LONGEST_MS)) return kept;
  await forget();
  return undefined;
}

async function leave() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS)).map((name) => caches.delete(name)));
  await self.registration.unregister();
}

const inTime = (asked) => Promise.race([asked, new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), PATIENCE_MS))]);

const file = async (request) => (await look(request)) ?? fetch(request);
