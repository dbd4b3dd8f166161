// The keys that work on this page, read from the page itself.
import { offered } from "./offered.js";
import { whenPresent } from "./ready.js";

const ALWAYS = [
  ["j", "Next line"],
  ["k", "Line before"],
  ["Enter", "Open it"],
  ["Ctrl K", "Do or find anything, by its name"],
];

function element(tag, text, children = []) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

const labelOf = (offer) =>
  offer.dataset.keyLabel ?? (offer.matches("select") ? "File it" : offer.firstChild?.textContent.trim() || offer.ariaLabel || "");

function keysHere() {
  const groups = { "": new Map(ALWAYS), "On the line in focus": new Map(), "Go to": new Map() };
  for (const offer of offered("[data-key], [data-row-key], [data-of-row]")) {
    const { key, ofRow, rowKey = ofRow } = offer.dataset;
    const listed = groups[rowKey ? "On the line in focus" : key.startsWith("g ") ? "Go to" : ""];
    if (!listed.has(key ?? rowKey)) listed.set(key ?? rowKey, labelOf(offer));
  }
  return Object.entries(groups).filter(([, listed]) => listed.size);
}

function list([title, listed]) {
  const pairs = [...listed].flatMap(([keys, label]) => [
    element("dt", "", keys.split(" ").map((key) => element("kbd", key))),
    element("dd", label),
  ]);
  return element("section", "", [...(title ? [element("h3", title)] : []), element("dl", "", pairs)]);
}

function show() {
  const title = element("h2", "Keys");
  title.id = "keys-title";
  // Else the focus goes to the button below, and the list opens at its end.
  title.tabIndex = -1;
  title.autofocus = true;
  const close = element("form", "", [element("button", "Close")]);
  close.method = "dialog";
  const dialog = element("dialog", "", [title, ...keysHere().map(list), close]);
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("keydown", (event) => event.key === "?" && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

whenPresent("[data-keys-open]", (holder) => {
  holder.hidden = false;
  holder.querySelector("button").addEventListener("click", show);
});
