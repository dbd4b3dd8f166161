// Ctrl K: whatever the keys of this page do, by its name; first what the line in focus offers, last a search for the words.
// A client is found by the name, a line by its own words. Read from the page itself, so nothing here knows what a page can do.
import { askDay, moveTo } from "./day.js";
import { offered } from "./offered.js";
import { nameOf, rowNamed } from "./rows.js";

const MOST_LINES = 6;
const isShown = (element) => element.checkVisibility() || element.closest("[popover]");
const labelOf = (offer) => offer.dataset.keyLabel ?? (offer.firstChild?.textContent.trim() || offer.ariaLabel || "");
const wordsOf = (row) => (row.querySelector("q, .own-words, blockquote p, blockquote, .subject") ?? row.querySelector(".row-open"))?.textContent.trim() ?? "";

function made(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function use(element) {
  if (element.matches("input, textarea, select")) element.focus();
  else if (element.matches("a[data-ask]")) askDay(element);
  else element.click();
}

function stepsOf(row) {
  if (!row) return [];
  const steps = [...row.querySelectorAll(".row-does > :is(a, button), .offer-does > :is(a, button), [data-row-key]")];
  return [...new Set(steps)].map((step) => ({ label: labelOf(step), key: step.dataset.rowKey, run: () => use(step) }));
}

function pageOffers() {
  const taken = new Set();
  return offered("[data-key]").filter(isShown).map((offer) => {
    const key = taken.has(offer.dataset.key) ? "" : offer.dataset.key;
    taken.add(key);
    return { label: labelOf(offer), key, run: () => use(offer) };
  });
}

const clientsNamed = (typed) =>
  [...document.querySelectorAll("#rail-clients a")]
    .map((link) => ({ label: link.querySelector("bdi").textContent, detail: "the client", run: () => use(link) }))
    .filter((one) => typed && one.label.toLowerCase().includes(typed));

function linesWith(typed, again, besides) {
  if (typed.length < 2) return [];
  const found = [...document.querySelectorAll("[data-row]:not(:has([data-row]))")].filter((row) => row !== besides && row.textContent.toLowerCase().includes(typed));
  return found.slice(0, MOST_LINES).map((row) => ({ label: wordsOf(row), detail: "the line", run: () => again(row) }));
}

function search(words) {
  const field = document.querySelector("[data-search-words]");
  if (!field || !words) return [];
  const to = `${field.form.getAttribute("action")}?${new URLSearchParams({ [field.name]: words })}`;
  return [{ label: `Search for “${words}”`, run: () => window.location.assign(to) }];
}

function movesTo(row, words) {
  const ask = row?.querySelector("a[data-ask=day]");
  return ask && words ? [{ label: `Move to “${words}”`, run: () => moveTo(ask, words) }] : [];
}

function choices(row, words, again) {
  const typed = words.toLowerCase();
  const named = (one) => one.label && one.label.toLowerCase().includes(typed);
  const steps = stepsOf(row).filter(named);
  const others = [...clientsNamed(typed), ...linesWith(typed, again, row), ...pageOffers().filter(named)];
  return [...steps, ...movesTo(row, words), ...others, ...search(words)];
}

export function openPalette(row = document.activeElement?.closest("[data-row]")) {
  const field = made("input", "", { type: "text", role: "combobox", "aria-controls": "palette-list", "aria-expanded": "true", "aria-label": "What do you want to do?", autocomplete: "off", placeholder: row ? "What with this line, or which day?" : "What do you want to do?" });
  const list = made("ol", "", { id: "palette-list", role: "listbox", "aria-label": "What can be done" });
  const dialog = made("dialog", "", { class: "palette", "aria-label": "Do or find" });
  if (row) dialog.append(made("p", wordsOf(row), { class: "detail small palette-line" }));
  dialog.append(field, list);
  const name = row && nameOf(row);
  let shown = [];
  let at = 0;
  // What the page offers by now: it may have come anew since this was opened.
  const run = (one) => {
    dialog.close();
    const standing = !row || row.isConnected ? row : rowNamed(name);
    if (row && !standing) return;
    const alike = (other) => other.label === one?.label && other.key === one.key;
    const place = shown.filter(alike).indexOf(one);
    choices(standing, field.value.trim(), openPalette).filter(alike)[place]?.run();
  };
  const point = (to) => {
    at = Math.max(0, Math.min(to, shown.length - 1));
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    field.setAttribute("aria-activedescendant", `palette-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const fill = () => {
    shown = choices(row, field.value.trim(), openPalette);
    list.replaceChildren(
      ...shown.map((one, number) => {
        const item = made("li", "", { role: "option", id: `palette-${number}` });
        item.append(made("span", one.label, { dir: "auto" }), ...(one.key ?? "").split(" ").filter(Boolean).map((key) => made("kbd", key)), ...(one.detail ? [made("span", one.detail, { class: "detail small" })] : []));
        item.addEventListener("click", () => run(one));
        return item;
      }),
    );
    point(0);
  };
  field.addEventListener("input", fill);
  field.addEventListener("keydown", (event) => {
    // While a word is being put together (IME), the keys are the keyboard's own.
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") point(at + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Enter") run(shown[at]);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  fill();
}
