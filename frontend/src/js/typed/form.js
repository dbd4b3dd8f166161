// A form that is sent as a whole: its words are kept in this browser as they are typed, come back when the page is opened
// again, and go once they have arrived, which the address of the next page says.
import { whenPresent } from "../ready.js";
import { forget, keep, look, some } from "./store.js";

const KEEP_MS = 80;
const SOON_MS = 2_000;
const LONGEST_MS = 14 * 24 * 3_600_000;
const ARRIVED = ["sent", "kept"];
const BEGINS = "form:";
const REPLY = "reply";

const isTyped = (field) => field.name && (field.localName === "textarea" || ["text", "email"].includes(field.type)) && !field.closest(".trap");
const fieldsOf = (form) => [...form.elements].filter(isTyped);

function prepare(form) {
  if (!form.getAttribute("action")) return;
  const key = `${BEGINS}${form.dataset.typed}:${new URL(form.action).pathname}`;
  const begun = hasArrived() ? forget(key) : look(key).then((left) => left && takeUp(form, left, key));
  begun.finally(() => { form.dataset.typedState ??= "ready"; });
  let timer;
  const put = async () => {
    clearTimeout(timer);
    timer = undefined;
    const typed = fieldsOf(form).filter((field) => field.value !== field.defaultValue).map(kept);
    // What was left here is read before anything takes its place.
    await begun;
    await (typed.length ? keep(key, { at: Date.now(), typed }) : forget(key));
    if (!timer) form.dataset.typedState = "kept";
  };
  form.addEventListener("input", ({ target }) => {
    if (!isTyped(target)) return;
    form.dataset.typedState = "typing";
    timer ??= setTimeout(put, KEEP_MS);
  });
  window.addEventListener("pagehide", () => timer && put());
  for (const note of form.querySelectorAll("[data-typed-note]")) note.hidden = false;
}

const kept = (field) => ({ name: field.name, label: labelOf(field), value: field.value, shown: field.defaultValue });

// Once, and not again when the page is loaded anew.
function hasArrived() {
  const address = new URL(window.location);
  if (!ARRIVED.some((name) => address.searchParams.has(name))) return false;
  for (const name of ARRIVED) address.searchParams.delete(name);
  history.replaceState(history.state, "", address);
  return true;
}

// What a person calls a field by; its name may change, as that of a question does once its sentence is known.
const labelOf = (field) => field.labels?.[0]?.textContent.trim() ?? "";

// Each with the field of its name; what has none takes the next that is called as its own was.
function placesOf(typed, fields, reply) {
  const named = new Map(typed.map((one) => [one, fields.find(({ name }) => name === one.name)]));
  const free = fields.filter((field) => ![...named.values()].includes(field));
  return typed.map((one) => {
    const place = reply && !named.get(one) ? free.findIndex((field) => labelOf(field) === one.label) : -1;
    return [one, named.get(one) ?? (place < 0 ? undefined : free.splice(place, 1)[0])];
  });
}

// Only where the page shows what it showed then, and nobody has typed since. An answer to what is asked no longer
// stands in the reply.
function takeUp(form, left, key) {
  const fields = fieldsOf(form);
  const back = [];
  const put = (field, value) => {
    field.value = value;
    back.push(field);
  };
  const reply = fields.find(({ name }) => name === REPLY);
  const placed = placesOf(left.typed, fields, reply);
  for (const [one, field] of placed) {
    if (field && field.value === field.defaultValue && ["", one.shown].includes(field.defaultValue)) put(field, one.value);
  }
  for (const [one, field] of placed) if (!field && reply) put(reply, [reply.value, one.value].filter(Boolean).join("\n\n"));
  const words = form.querySelector("[data-typed-back]");
  // All of it is at the server by now, or the page has gone on.
  if (!back.length) return forget(key);
  const clear = document.createElement("button");
  Object.assign(clear, { type: "button", className: "quiet flush", textContent: "Clear it" });
  clear.addEventListener("click", async () => {
    for (const field of back) field.value = field.defaultValue;
    words.replaceChildren();
    back[0].focus();
    await forget(key);
  });
  words.replaceChildren("What you typed here last is back. ", clear);
}

async function sweep() {
  for (const [key, left] of await some((one) => String(one).startsWith(BEGINS))) if (!(left?.at > Date.now() - LONGEST_MS)) await forget(key);
}

whenPresent("form[data-typed]", prepare);
// A page that says itself what has arrived.
whenPresent("[data-typed-arrived]", ({ dataset }) => forget(`${BEGINS}${dataset.typedArrived}`));
// A browser that keeps nothing has nothing to sweep.
setTimeout(() => sweep().catch(() => undefined), SOON_MS);
