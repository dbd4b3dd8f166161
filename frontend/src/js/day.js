// Another day, in place: the link in a row that leads to the page which asks for it asks here instead, in words or by
// the calendar, and sends the same field to the same address.
import htmx from "htmx.org";
import { nameOf, rowNamed } from "./rows.js";

function button(ask, words) {
  const made = document.createElement("button");
  made.setAttribute("form", "act");
  made.setAttribute("formaction", ask.getAttribute("href"));
  made.name = "day";
  made.value = words;
  made.textContent = "Move";
  return made;
}

export function moveTo(ask, words) {
  const made = button(ask, words);
  made.hidden = true;
  ask.closest("[data-row]").append(made);
  htmx.process(made);
  made.click();
  made.remove();
}

export function askDay(ask, begun = "") {
  const row = ask.closest("[data-row]");
  row.querySelector(".day-asked")?.remove();
  const asked = document.createElement("span");
  asked.className = "day-asked";
  const words = Object.assign(document.createElement("input"), { type: "text", placeholder: "Fri, 12 March, in a fortnight", ariaLabel: "To which day", autocomplete: "off" });
  const day = Object.assign(document.createElement("input"), { type: "date", ariaLabel: "Choose a day" });
  const move = button(ask, "");
  move.className = "quiet";
  const leave = () => {
    asked.remove();
    row.querySelector(".row-open")?.focus();
  };
  day.addEventListener("input", () => (words.value = day.value));
  move.addEventListener("click", () => (move.value = words.value));
  asked.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") leave();
    else if (event.key === "Enter" && event.target !== move) move.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  asked.append(words, day, move);
  row.append(asked);
  htmx.process(asked);
  words.value = begun;
  words.focus();
}

// Begun for one line when the answer about another comes: it stands in its line again. What was sent is done with.
let begun;
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const asked = document.querySelector(".day-asked");
  const isSent = asked?.contains(detail.requestConfig.triggeringEvent?.submitter);
  begun = asked && !isSent && { asked, name: nameOf(asked.closest("[data-row]")), words: asked.querySelector("input").value };
});
document.addEventListener("htmx:afterSwap", () => {
  const left = begun;
  begun = undefined;
  if (!left || left.asked.isConnected) return;
  const ask = rowNamed(left.name)?.querySelector("a[data-ask=day]");
  if (ask) askDay(ask, left.words);
});

document.addEventListener("click", (event) => {
  const ask = event.target.closest?.("a[data-ask=day]");
  if (!ask?.closest("[data-row]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  askDay(ask);
});
