// What comes anew takes nothing along that stands half-written in it: what she typed in another form, or in the form
// that she sent, since then, is put back into its field.
import { fields, fieldsBegun, isAsItCame, isTick } from "./begun.js";

// How the form stood that was sent, by request.
const sent = new WeakMap();
let carried = [];
// Files that are sent as soon as they are chosen.
const SENDS_ITSELF = "[type=file]:is([hx-post], [data-send-chosen])";

const formOf = (elt) => elt.form ?? elt.closest("form");
const filesOf = ({ files }) => [...files].map((one) => `${one.name} ${one.size} ${one.lastModified}`).join();
const valueOf = (field) => (isTick(field) ? field.checked : field.type === "file" ? filesOf(field) : field.value);
// Its form and its name, where it has no name of its own on the page.
const keyOf = (field) => (field.id ? `#${field.id}` : [field.form?.getAttribute("action"), field.name, isTick(field) ? field.value : ""].join(" "));

// Two that go by one name are told apart by nothing.
function places() {
  const found = new Map();
  for (const field of fields()) found.set(keyOf(field), found.has(keyOf(field)) ? undefined : field);
  return found;
}

function shownIn(field) {
  if (isTick(field)) return `${field.value} ${field.defaultChecked}`;
  if (field.localName !== "select") return field.defaultValue;
  return [...field.options].map((one) => `${one.value} ${one.defaultSelected}`).join();
}

function stateOf(field, before) {
  const { id, name, type, value, checked, files } = field;
  const caret = field === document.activeElement ? { start: field.selectionStart, end: field.selectionEnd } : undefined;
  return { field, key: keyOf(field), id, name, type, value, checked, files, caret, shown: shownIn(field), sent: before?.get(field) };
}

// Another page is another matter; what is refused is told at an address of its own.
function isSamePage({ target, xhr }) {
  return target.id !== "desk" || xhr.status >= 400 || new URL(xhr.responseURL).pathname === window.location.pathname;
}

function carry(detail) {
  if (!detail.shouldSwap || !isSamePage(detail)) return [];
  const before = sent.get(detail.xhr);
  const isSent = (field) => before?.has(field) && before.get(field) === valueOf(field);
  const known = places();
  const others = fieldsBegun().filter((field) => !isSent(field) && field.type !== "select-multiple" && !field.matches(SENDS_ITSELF));
  return others.filter((field) => known.get(keyOf(field)) === field).map((field) => stateOf(field, before));
}

// Where the server shows something else by now, that stands; but for what was sent to it, and typed over since.
function putBack(state, field) {
  if (field?.name !== state.name || field.type !== state.type || !isAsItCame(field)) return;
  if (![state.shown, state.sent].includes(shownIn(field))) return;
  if (isTick(field)) field.checked = state.checked;
  else if (field.type === "file") field.files = state.files;
  else field.value = state.value;
  for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  if (state.caret) takeUp(field, state.caret);
  if (field.type !== "file") field.dispatchEvent(new Event("input", { bubbles: true }));
}

function takeUp(field, { start, end }) {
  field.focus({ preventScroll: true });
  if (start == null) return;
  field.setSelectionRange(start, end);
}

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  const form = formOf(detail.requestConfig.elt);
  if (form) sent.set(detail.xhr, new Map([...form.elements].map((field) => [field, valueOf(field)])));
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => { carried = carry(detail); });
document.addEventListener("htmx:afterSwap", () => {
  const left = carried.filter(({ field }) => !field.isConnected);
  carried = [];
  if (!left.length) return;
  const known = places();
  for (const state of left) putBack(state, known.get(state.key));
});
