// Keeps an agenda while it is written, and shows what the other side writes, line by line: a line that somebody is at
// stays under their hands. Without script the same form is sent by its button.
const SOON = 250;
const LOOKS_EVERY = 3_000;
const PATIENCE = 15_000;
const NO_ANSWER = "Not saved yet: no answer. What you wrote stays here; save it once more.";
const SIGNED_OUT = "Not saved: you are signed out. What you wrote stays here; copy it before you sign in again.";

const form = () => document.querySelector("form[data-agenda]");
let timer = 0;
let isSending = false;
let isWanted = false;
let pressed;

const fields = (part) => [...part.querySelectorAll("input, textarea, select")];
const valueOf = (field) => (field.type === "checkbox" ? String(field.checked) : field.value);
const chosenIn = (field) => [...field.options].find((one) => one.defaultSelected)?.value ?? field.options[0].value;
function shownOf(field) {
  if (field.type === "checkbox") return String(field.defaultChecked);
  return field.tagName === "SELECT" ? chosenIn(field) : field.defaultValue;
}
const rowsOf = (one) => [...one.querySelectorAll(".agenda-lines > li")];
const nameOf = (row) => row.id || fields(row)[0]?.name;

// Written since `sent`, or, where nothing was sent, since it was shown.
const isDirty = (row, sent) =>
  fields(row).some((field) => field.type !== "hidden" && valueOf(field) !== (sent?.get(field.name) ?? shownOf(field)));

function grow(part) {
  for (const area of part.querySelectorAll(".agenda-words textarea")) {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }
}

// A line that is still being written stays as it is; where the server shows just what was sent of it, what is written
// next takes the place of that.
function keepRow(old, fresh, sent) {
  for (const field of fields(fresh)) {
    if (field.type !== "hidden" || !field.name.startsWith("over-")) continue;
    const about = field.name.replace(/^over-(note-)?/, (_, note) => (note ? "note-" : "text-"));
    const shown = fresh.querySelector(`[name="${about}"]`);
    if (shown && sent?.get(about) === shown.defaultValue) old.querySelector(`[name="${field.name}"]`).value = field.value;
  }
  return old;
}

function merge(html, sent) {
  const now = form();
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("form[data-agenda]");
  if (!now || !fresh) return false;
  const focus = document.activeElement;
  const at = now.contains(focus) && focus.id ? { id: focus.id, start: focus.selectionStart, end: focus.selectionEnd } : null;
  const old = new Map(rowsOf(now).map((row) => [nameOf(row), row]));
  const rows = rowsOf(fresh).map((row) => {
    const known = old.get(nameOf(row));
    if (known) row.querySelector("details")?.toggleAttribute("open", known.querySelector("details")?.open || row.querySelector("details").open);
    return known && isDirty(known, sent) ? keepRow(known, row, sent) : document.importNode(row, true);
  });
  now.querySelector(".agenda-lines").replaceChildren(...rows);
  for (const name of ["turn", "once", "review"]) now.elements[name].value = fresh.elements[name].value;
  now.querySelector("[data-agenda-state]").textContent = fresh.querySelector("[data-agenda-state]").textContent;
  now.querySelectorAll(":scope > .notice").forEach((one) => one.remove());
  now.querySelector(".agenda-lines").before(...fresh.querySelectorAll(":scope > .notice"));
  grow(now);
  const back = at && document.getElementById(at.id);
  if (back && back !== document.activeElement) {
    back.focus({ preventScroll: true });
    if (at.start != null) try { back.setSelectionRange(at.start, at.end); } catch { /* no text field */ }
  }
  return true;
}

// An answer that never comes keeps nothing from being saved later on.
async function inTime(ask) {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await ask(stop.signal);
  } finally {
    clearTimeout(clock);
  }
}

async function send(button) {
  const one = form();
  if (!one?.getAttribute("action")) return;
  if (isSending) { isWanted = true; pressed = button ?? pressed; return; }
  isSending = true;
  clearTimeout(timer);
  const data = new FormData(one);
  if (button?.name) data.set(button.name, button.value);
  data.set("part", "lines");
  const sent = new Map(fields(one).map((field) => [field.name, valueOf(field)]));
  let problem = NO_ANSWER;
  try {
    const answer = await inTime((signal) => fetch(one.action, { method: "POST", body: new URLSearchParams(data), redirect: "manual", signal }));
    if (answer.type === "opaqueredirect") problem = SIGNED_OUT;
    // Its words say why nothing more is written here.
    if (answer.status === 409) problem = await answer.text();
    if (answer.ok && merge(await answer.text(), sent)) problem = "";
  } catch { /* As if there was no answer. */ }
  if (problem) one.querySelector("[data-agenda-state]").textContent = problem;
  isSending = false;
  if (pressed) {
    const next = pressed;
    isWanted = false;
    pressed = undefined;
    send(next);
  } else if (isWanted) { isWanted = false; later(); }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(send, SOON);
}

// What is still under the caret when the page is left, or was left a moment ago. Sent twice it is kept once.
function sendAlong() {
  const one = form();
  if (!one?.getAttribute("action") || !rowsOf(one).some((row) => isDirty(row))) return;
  const data = new FormData(one);
  data.set("part", "lines");
  navigator.sendBeacon(one.action, new URLSearchParams(data));
}

async function look() {
  const one = form();
  if (!one?.getAttribute("action") || isSending || document.hidden) return;
  try {
    const from = new URL(one.action);
    from.searchParams.set("part", "lines");
    from.hash = "";
    const answer = await fetch(from);
    if (answer.ok && !isSending) merge(await answer.text());
  } catch { /* The next look may find a line again. */ }
}

const first = form();
if (first) {
  grow(first);
  document.addEventListener("change", ({ target }) => {
    if (target.form === form() && target.id !== "agenda-writer") later();
  });
  document.addEventListener("input", ({ target }) => target.form === form() && grow(form()));
  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    send(event.submitter);
  });
  // Enter goes on to the next line, as in a list on paper.
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (key !== "Enter" || event.shiftKey || event.isComposing || target.form !== form() || !/^(text-|new-)/.test(target.name)) return;
    event.preventDefault();
    const all = fields(form()).filter((field) => /^(text-|new-\d+$)/.test(field.name));
    all[all.indexOf(target) + 1]?.focus();
    later();
  });
  document.addEventListener("desk:told", ({ detail }) => {
    if (detail.some((part) => part === "everything" || part === form()?.dataset.told)) look();
  });
  window.addEventListener("pagehide", sendAlong);
  if (first.hasAttribute("data-looks")) setInterval(look, LOOKS_EVERY);
}
