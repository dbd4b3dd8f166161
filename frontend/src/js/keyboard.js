// Keys are written in the page: data-key="g t" on a link, button or field, data-row-key="e" on what a row offers.
// j and k walk over [data-row]; Enter opens, because the row's link has the focus. Nothing fires while typing.
import { offered } from "./offered.js";
import { openPalette } from "./palette.js";

const SEQUENCE_MS = 1_200;
const STEPS = { j: 1, k: -1 };
let first = "";
let firstAt = 0;
let lastIndex = -1;

const isTyping = (element) =>
  element?.isContentEditable || element?.matches?.("textarea, select, input:not([type=checkbox], [type=radio])");
// A group that holds lines of its own is walked line by line; what the group offers works on each of them.
const rows = () => [...document.querySelectorAll("[data-row]:not(:has([data-row]))")].filter((row) => row.checkVisibility());
const targetOf = (row) => row.querySelector(".row-open, summary, a, button, select");
const rowInFocus = () => document.activeElement?.closest("[data-row]");

function move(step) {
  const all = rows();
  const here = all.indexOf(rowInFocus());
  const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1)];
  if (!next) return;
  targetOf(next)?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function use(element) {
  if (isTyping(element)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

// A field that is out of sight (the rail's, on a phone) gives way to one that is not.
function inPage(keys) {
  const all = offered(`[data-key="${CSS.escape(keys)}"]`);
  return all.find((element) => element.checkVisibility()) ?? all.find((element) => element.matches("a"));
}

const isSecond = () => first && performance.now() - firstAt < SEQUENCE_MS;

function find(key) {
  const together = isSecond() ? inPage(`${first} ${key}`) : null;
  first = "";
  if (together) return together;
  for (let row = rowInFocus(); row; row = row.parentElement.closest("[data-row]")) {
    const ofThis = row.querySelector(`[data-row-key="${CSS.escape(key)}"]`);
    if (ofThis) return ofThis;
  }
  const ofRow = offeredForRows(key);
  if (ofRow) return ofRow;
  return inPage(key);
}

// What a page offers for all its lines of conversations is written once; it takes the number of the line in focus.
function offeredForRows(key) {
  const number = rowInFocus()?.querySelector(".row-open")?.pathname?.match(/^\/conversations\/(\d+)\/$/)?.[1];
  const forRows = number && document.querySelector(`[data-of-row="${CSS.escape(key)}"]`);
  if (forRows) forRows.value = number;
  return forRows;
}

export function onKey(event) {
  if (event.defaultPrevented || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.key !== "k") return;
    openPalette();
    event.preventDefault();
    return;
  }
  if (event.key === "Escape" && isTyping(event.target)) event.target.blur();
  if (isTyping(event.target) || event.key.length !== 1) return;
  const element = isSecond() || !STEPS[event.key] ? find(event.key) : null;
  if (!element && STEPS[event.key]) move(STEPS[event.key]);
  else {
    if (element) use(element);
    else if (event.key === "g") {
      first = "g";
      firstAt = performance.now();
      return;
    } else return;
  }
  event.preventDefault();
}

document.addEventListener("keydown", onKey);

// When a row has been dealt with and leaves, the one that follows it has the focus.
document.addEventListener("htmx:beforeSwap", () => {
  lastIndex = rows().indexOf(rowInFocus());
});
document.addEventListener("htmx:afterSettle", () => {
  const all = rows();
  if (lastIndex >= 0 && all.length && !rowInFocus()) targetOf(all[Math.min(lastIndex, all.length - 1)])?.focus();
  lastIndex = -1;
});
