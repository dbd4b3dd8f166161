// Keys are written in the page: data-key="g t" on a link, button or field, data-row-key="e" on what a row offers.
// j and k walk over [data-row]; Enter opens, because the row's link has the focus. Nothing fires while typing.
import { offered } from "./offered.js";
import { openPalette } from "./palette.js";
import { nameOf, rowInFocus, rowNamed, rows } from "./rows.js";

const SEQUENCE_MS = 1_200;
const STEPS = { j: 1, k: -1 };
let first = "";
let firstAt = 0;
let lastIndex = -1;
let lastName = "";
let lastThing;

const isTyping = (element) =>
  element?.isContentEditable || element?.matches?.("textarea, select, input:not([type=checkbox], [type=radio])");
const targetOf = (row) => row.querySelector(".row-open") ?? row.querySelector("summary, a, button, select");

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

// On many keyboards these are made with AltGr, which Windows tells as Ctrl and Alt together, or with Option.
const isMade = ({ key, altKey }) => altKey && (key === "[" || key === "]");

export function onKey(event) {
  if (event.defaultPrevented || event.isComposing || (event.altKey && !isMade(event)) || document.querySelector("dialog[open]")) return;
  if ((event.ctrlKey || event.metaKey) && !isMade(event)) {
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

// A link or button by what it does and says; within the rail or the page.
const wordsOf = (one) => [one.getAttribute("href"), one.getAttribute("formaction"), one.name, one.value, one.textContent.trim()].join(" ");
const partOf = (one) => one.closest(".rail, #desk");

function sameThing({ element, part, words }) {
  if (element.isConnected || document.activeElement !== document.body) return undefined;
  const within = part.isConnected ? part : document.getElementById(part.id);
  return [...(within?.querySelectorAll(element.localName) ?? [])].find((one) => wordsOf(one) === words);
}

// The line she stands at keeps the focus; when it has been dealt with and leaves, the one that follows it has it. So does
// a link or button that has come anew.
document.addEventListener("htmx:beforeSwap", () => {
  const row = rowInFocus();
  lastIndex = rows().indexOf(row);
  lastName = lastIndex < 0 ? "" : nameOf(row);
  const element = document.activeElement;
  lastThing = element?.matches("a, button") && partOf(element) ? { element, part: partOf(element), words: wordsOf(element) } : undefined;
});
document.addEventListener("htmx:afterSettle", () => {
  const all = rows();
  if (lastIndex >= 0 && all.length && !rowInFocus()) {
    targetOf(rowNamed(lastName) ?? all[Math.min(lastIndex, all.length - 1)])?.focus();
  } else if (lastThing) sameThing(lastThing)?.focus({ preventScroll: true });
  lastIndex = -1;
  lastThing = undefined;
});
