// The card of a visit's day: what is typed is kept in this phone first and sent when there is a network.
import { all, drop, put, waiting } from "./js/card/store.js";
import { send } from "./js/card/sending.js";
import { forget, keep, look } from "./js/typed/store.js";

const { card, member, lines, worker, made: madeAt } = document.body.dataset;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const DRAFT = `${member}:card:${card}`;
const noted = document.querySelector("[data-card-noted]");
const state = document.querySelector("[data-card-state]");
const text = document.querySelector("[data-card-text]");
let token = document.querySelector("[name=csrfmiddlewaretoken]").value;
let isSending = false;
let isAsked = false;
let failures = 0;
let timer;
// What was taken back and may have to be shown again, by its name.
const gone = new Map();

// Only what is in this folder is the worker's; it keeps the page and its files, and asks nobody else.
const canKeep = Boolean(navigator.serviceWorker);
if (worker) navigator.serviceWorker?.register(worker, { scope: window.location.pathname, updateViaCache: "none" }).catch(() => say("This browser keeps no card: it needs the network."));

for (const form of document.querySelectorAll("[data-card-form]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take(form);
  });
}
noted.addEventListener("click", (event) => {
  const button = event.target.closest("[data-card-back]");
  if (button) takeBack(button.closest("li"));
});

// What stands in the field outlives a page that is thrown away to make room.
text.addEventListener("input", () => keep(DRAFT, { text: text.value, sign: signOf(text.form), at: Date.now() }));
look(DRAFT).then((left) => {
  if (left?.text && !text.value) text.value = left.text;
  if (left?.sign && text.value) text.form.querySelector(`[name=sign][value="${CSS.escape(left.sign)}"]`)?.click();
});

const signOf = (form) => new FormData(form).get("sign") ?? "";

async function take(form) {
  const { kind, key, csrfmiddlewaretoken, ...typed } = Object.fromEntries(new FormData(form));
  if ((kind === "note" || kind === "said") && !typed.text.trim()) return;
  const facts = factsOf(kind, typed);
  const line = made(kind, facts);
  if (!(await kept(line))) return;
  if (kind === "tick" || kind === "item") tick(form, facts.on);
  else {
    form.reset();
    if (kind === "note") await forget(DRAFT);
    show(line);
    form.querySelector("textarea, input:not([type=hidden])").focus({ preventScroll: true });
  }
  deliver();
}

// Of the agenda of both sides its own review and line are named.
function factsOf(kind, typed) {
  if (kind === "tick") return { line: Number(typed.line), on: typed.on === "yes" };
  if (kind === "item") return { review: Number(typed.review), item: typed.item, on: typed.on === "yes" };
  return kind === "said" ? { review: Number(typed.review), item: typed.item, text: typed.text } : typed;
}

const made = (kind, facts) => {
  const key = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
  return { key, kind, facts, member, lines, at: new Date().toISOString(), order: performance.timeOrigin + performance.now() };
};

async function kept(line) {
  try {
    await put(line);
    return true;
  } catch {
    say("This phone has no room to keep it. What you typed stands there still; it is not kept yet.");
    return false;
  }
}

// A line that never left this phone simply goes; one that did is taken back by a line of its own.
async function takeBack(item) {
  const { key } = item.dataset;
  const isHere = (await waiting(member, lines)).some((one) => one.key === key);
  const back = made("back", { of: key });
  // What was answered to an earlier try says nothing of this one.
  for (const one of await refusals()) if (one.facts.of === key) await drop(one.key);
  // It may be on its way just now: taken back there as well, where it arrived.
  if (!isHere || isSending) await kept(back);
  else await drop(key);
  gone.set(key, item);
  item.remove();
  deliver();
}

// Takings back of what stands in an entry by now.
const refusals = async () => (await all(member, lines)).filter((one) => one.kind === "back" && one.wrong);

function tick(form, isOn) {
  form.querySelector("button").setAttribute("aria-pressed", String(isOn));
  form.elements.namedItem("on").value = isOn ? "no" : "yes";
}

function show(line) {
  if (line.kind === "tick") {
    const field = document.querySelector(`[data-card-form=tick] [name=line][value="${Number(line.facts.line)}"]`);
    if (field) tick(field.form, line.facts.on);
  }
  const about = line.facts.item && document.querySelector(`[data-card-item="${CSS.escape(line.facts.item)}"]`);
  if (line.kind === "item" && about) tick(about.querySelector("form"), line.facts.on);
  if (line.kind === "said") showSaid(line, about?.querySelector("[data-card-said]") ?? noted);
  if (line.kind === "back" && !line.wrong) noted.querySelector(`[data-key="${CSS.escape(line.facts.of)}"]`)?.remove();
  if (line.kind !== "note" && line.kind !== "cost") return;
  if (noted.querySelector(`[data-key="${CSS.escape(line.key)}"]`)) return;
  const item = document.createElement("li");
  item.dataset.key = line.key;
  item.className = `is-${line.kind === "cost" ? "cost" : line.facts.sign || "note"}`;
  const words = document.createElement("span");
  words.dir = "auto";
  words.textContent = line.kind === "note" ? line.facts.text : `${line.facts.label || line.facts.what}, ${line.facts.amount} ${line.facts.currency}`;
  const detail = document.createElement("span");
  detail.className = "detail small";
  detail.dataset.cardDetail = "";
  const back = document.createElement("button");
  Object.assign(back, { type: "button", className: "quiet", textContent: "×", ariaLabel: "Take this line back" });
  back.dataset.cardBack = "";
  item.append(words, " ", detail, back);
  noted.prepend(item);
}

// Below its line of the agenda; where that is not on this page any more, among the notes.
function showSaid(line, list) {
  if (list.querySelector(`[data-key="${CSS.escape(line.key)}"], [data-key="${CSS.escape(line.key.replaceAll("-", ""))}"]`)) return;
  const item = document.createElement("li");
  item.dataset.key = line.key;
  const words = document.createElement("span");
  words.dir = "auto";
  words.textContent = line.facts.text;
  const detail = document.createElement("span");
  detail.className = "detail small";
  detail.dataset.cardDetail = "";
  item.append(words, " ", detail);
  list.append(item);
}

// What is typed while something is on its way goes with the next.
async function deliver() {
  isAsked = true;
  if (isSending) return draw();
  isSending = true;
  clearTimeout(timer);
  let how = "sent";
  await draw();
  while (isAsked) {
    isAsked = false;
    how = await send(member, lines, () => token);
    if (how === "stale" && (await fresh())) isAsked = true;
  }
  isSending = false;
  const left = await draw(how);
  failures = how === "sent" ? 0 : failures + 1;
  if (left && how !== "sent") timer = setTimeout(deliver, Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS));
}

// A page that was kept for days has a token of before: once more with that of now.
let wasFresh = false;
async function fresh() {
  if (wasFresh) return false;
  wasFresh = true;
  try {
    const response = await fetch(window.location.pathname, { cache: "no-store", redirect: "manual", headers: { "X-Card-Fresh": "1" } });
    if (!response.ok) return false;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (page.body.dataset.member !== member) return false;
    token = page.querySelector("[name=csrfmiddlewaretoken]").value;
    return true;
  } catch {
    return false;
  }
}

async function draw(how) {
  const left = await waiting(member, lines);
  const open = new Map(left.map((one) => [one.key, one]));
  const stands = new Map((await refusals()).map((one) => [one.facts.of, one.wrong]));
  for (const key of stands.keys()) {
    if (gone.has(key) && !noted.querySelector(`[data-key="${CSS.escape(key)}"]`)) noted.prepend(gone.get(key));
  }
  for (const item of [...noted.children, ...document.querySelectorAll("[data-card-said] > li")]) {
    const one = open.get(item.dataset.key);
    const why = stands.get(item.dataset.key);
    const detail = item.querySelector("[data-card-detail]");
    item.classList.toggle("is-waiting", Boolean(one));
    item.classList.toggle("is-wrong", Boolean(one?.wrong ?? why));
    if (why) item.querySelector(".detail").textContent = why;
    else if (detail) detail.textContent = one?.wrong ?? (one ? "on this phone" : item.classList.contains("is-private") ? "kept, only for you" : "kept");
  }
  const wrong = left.filter((one) => one.wrong).length;
  const count = left.length - wrong;
  const many = count === 1 ? "1 line is" : `${count} lines are`;
  document.body.dataset.waiting = String(left.length);
  if (how === "signed-out" || how === "stale") say(`You are signed out. ${many} kept on this phone; sign in and open the card again.`);
  else if (how === "refused") say(`Alongside did not take what was sent. ${many} kept on this phone: see that it is you who is signed in, and open the card again.`);
  else if (count && how) say(`${many} kept on this phone, and sent when there is a network.`);
  else if (wrong) say("One line was not taken: it says why.");
  else if (stands.size) say("One line could not be taken back: it says why.");
  else if (!count) say(!worker ? "The visit is kept. What you note now is shown there." : !canKeep ? "Everything is kept. Without https this page does not open without a network." : navigator.onLine ? "Everything is kept." : "Without a network. What you note is kept on this phone.");
  return count;
}

function say(words) {
  state.textContent = words;
}

async function begin() {
  for (const one of await all(member, lines)) {
    // What the desk had when it made this copy of the page stands on it, or was taken back elsewhere.
    if (one.done && one.done <= madeAt) await drop(one.key);
    else show(one);
  }
  await deliver();
  document.body.dataset.ready = "";
}

window.addEventListener("online", deliver);
window.addEventListener("offline", () => draw("away"));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && deliver());
begin().catch(() => say("This browser keeps nothing: what you note needs the network."));
