// The timer goes on by the minute; and when nothing happened at any page for a while, it asks what that was.
// Only moments are kept in the browser: when something last happened here, and what is still to be answered.
import { whenPresent } from "./ready.js";

const AWAY = 15 * 60_000;
const OFTEN = 20_000;
const member = document.body?.dataset.member ?? "";
const ACTIVE = `alongside:${member}:active`;
const ASKED = `alongside:${member}:away`;
let notedAt = 0;

const block = () => document.querySelector("[data-timer]");
const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};
const write = (key, value) => (value === null ? localStorage.removeItem(key) : localStorage.setItem(key, JSON.stringify(value)));
// Who listens moves no mouse.
const isSpeaking = () => document.querySelector("[data-room], [data-began]");

function amount(minutes) {
  const hours = Math.floor(minutes / 60);
  return hours ? `${hours} h ${String(minutes % 60).padStart(2, "0")}` : `${minutes} min`;
}

function show() {
  const timer = block();
  const asked = read(ASKED);
  if (!timer || !asked) return;
  const isAnswered = Date.parse(timer.dataset.kept ?? "") >= asked.until || asked.started !== timer.dataset.started;
  if (isAnswered) return write(ASKED, null);
  const place = timer.querySelector("[data-away]");
  const from = new Date(asked.since).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  place.querySelector("p").textContent = `Nothing happened here for ${amount(Math.round((asked.until - asked.since) / 60_000))}, from ${from}. Were you away?`;
  for (const name of ["since", "until"]) place.querySelector(`[name=${name}]`).value = new Date(asked[name]).toISOString();
  place.hidden = false;
  timer.classList.add("asks");
}

function active() {
  const now = Date.now();
  if (now - notedAt < OFTEN) return;
  notedAt = now;
  const timer = block();
  const last = read(ACTIVE);
  if (timer && last && !read(ASKED)) {
    const since = Math.max(last, Date.parse(timer.dataset.started), Date.parse(timer.dataset.kept ?? "") || 0);
    if (now - since >= AWAY) write(ASKED, { since, until: now, started: timer.dataset.started });
  }
  write(ACTIVE, now);
  show();
}

if (member) {
  for (const name of ["pointerdown", "pointermove", "keydown", "scroll", "focus"]) addEventListener(name, active, { passive: true, capture: true });
  setInterval(() => isSpeaking() && active(), OFTEN);
  whenPresent("[data-timer]", show);
  addEventListener("storage", ({ key }) => key === ASKED && show());
}

whenPresent("[data-since]", (place) => {
  const began = Date.parse(place.dataset.since);
  const tick = setInterval(() => {
    if (!place.isConnected) return clearInterval(tick);
    const minutes = Math.max(0, Math.floor((Date.now() - began) / 60_000));
    const words = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
    if (place.lastChild.textContent.trim() !== words) place.lastChild.textContent = words;
  }, 5_000);
});
