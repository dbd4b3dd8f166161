// Keeps one card on a phone: its page and the files that the page needs, of one version together. Nothing else is asked,
// nothing that is typed passes here. `self.CARD` stands before this: the version, its files, the header that names it.
const { version, files, header } = self.CARD;
const HERE = new URL(self.registration.scope).pathname;
const OURS = `card:${HERE}:`;
const NAME = `${OURS}${version}`;
const PATIENCE_MS = 4_000;

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(leaveOld().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === HERE) event.respondWith(page(request));
  else if (files.includes(pathname)) event.respondWith(file(request));
});

// All of it or nothing: until then the version of before goes on.
async function fill() {
  const cache = await caches.open(NAME);
  await cache.addAll(files);
  const answer = await fetch(HERE, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
  if (!isOurs(answer)) throw new Error("The card cannot be had now.");
  await cache.put(HERE, answer);
}

const isOurs = (answer) => answer.ok && answer.headers.get(header) === version;

async function leaveOld() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== NAME).map((name) => caches.delete(name)));
}

// The newest where there is a network. A sign-in in its place means that the copy is nobody's any more.
async function page(request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(HERE);
  try {
    const answer = await (kept ? inTime(fetch(request)) : fetch(request));
    if (isOurs(answer)) await cache.put(HERE, answer.clone());
    else if (answer.type === "opaqueredirect" || answer.status === 404) await cache.delete(HERE);
    if (answer.status >= 500 && kept) return kept;
    return answer;
  } catch {
    return kept ?? Response.error();
  }
}

const inTime = (asked) => Promise.race([asked, new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), PATIENCE_MS))]);

async function file(request) {
  const cache = await caches.open(NAME);
  return (await cache.match(request)) ?? fetch(request);
}
