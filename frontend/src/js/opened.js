// What she opened or closed on the page stays so when it comes anew: a list of what has ended, letters that she folded.
import { whenPresent } from "./ready.js";

const cameOpen = new WeakMap();
let turned = [];

const wordsOf = (details) => details.querySelector("summary")?.textContent.trim();

// Those of one kind within what has a name on the page; a count in their words may change, their place among these does not.
function groups() {
  const found = new Map();
  for (const details of document.querySelectorAll("#desk details")) {
    const key = `${details.closest("[id]")?.id} ${details.className}`;
    found.set(key, [...(found.get(key) ?? []), details]);
  }
  return found;
}

// One whose form was sent is done with.
function look({ target, xhr, requestConfig, shouldSwap }) {
  const isSamePage = target.id !== "desk" || new URL(xhr.responseURL).pathname === window.location.pathname;
  if (!shouldSwap || !isSamePage) return [];
  const isTurned = (details) => cameOpen.has(details) && cameOpen.get(details) !== details.open && !details.contains(requestConfig.elt);
  return [...groups()].flatMap(([key, some]) =>
    some.map((details, place) => ({ details, key, place, count: some.length, words: wordsOf(details), isOpen: details.open })).filter((one) => isTurned(one.details)));
}

function turn({ key, place, count, words, isOpen }, found) {
  const some = found.get(key) ?? [];
  const details = some.length === count ? some[place] : some.find((one) => wordsOf(one) === words);
  if (!details) return;
  cameOpen.set(details, details.open);
  details.open = isOpen;
}

whenPresent("#desk details", (details) => cameOpen.has(details) || cameOpen.set(details, details.open));
document.addEventListener("htmx:beforeSwap", ({ detail }) => { turned = look(detail); });
document.addEventListener("htmx:afterSwap", () => {
  const left = turned.filter(({ details }) => !details.isConnected);
  const found = left.length ? groups() : undefined;
  for (const one of left) turn(one, found);
  turned = [];
});
