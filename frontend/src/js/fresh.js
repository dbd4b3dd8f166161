// A desk that lies open all day stays true: its times are said anew when one comes back to it, and every few minutes.
import htmx from "htmx.org";
import { UNASKED } from "./unasked.js";

const MINUTES = 5;
let shownAt = Date.now();
// What a person asked of the desk: how much is under way, and how much was ever begun.
let underWay = 0;
let begun = 0;
let isOvertaken = false;
const begunAt = new WeakMap();

const isUnasked = ({ requestConfig }) => "X-Renewal" in requestConfig.headers;
const isOfDesk = ({ target }) => target === document.body || target?.closest?.("#desk");

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (isUnasked(detail)) begunAt.set(detail.xhr, begun);
  else if (isOfDesk(detail)) {
    begun += 1;
    underWay += 1;
    detail.xhr.addEventListener("loadend", () => { underWay -= 1; });
  }
});

// Whatever was asked for since is newer, and is not covered by what comes late.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!isUnasked(detail) || detail.target.id !== "desk" || begunAt.get(detail.xhr) === begun) return;
  detail.shouldSwap = false;
  isOvertaken = true;
});

// A letter or note that is being written, or a call, is never swapped away under her hands.
export const isBusy = () =>
  document.hidden || underWay > 0 || document.querySelector("[data-draft], [data-notes], [data-room], [data-lounge]") || document.activeElement?.closest("#desk [data-row], #desk form, dialog") || document.querySelector(":popover-open");

// Whether it came in time: not where a person asked for something meanwhile.
export async function renewDesk(alongWith = "") {
  shownAt = Date.now();
  isOvertaken = false;
  await htmx.ajax("GET", window.location.pathname + window.location.search, {
    target: "#desk", select: "#desk", swap: "outerHTML show:none", selectOOB: alongWith, headers: UNASKED,
  });
  return !isOvertaken;
}

async function renew() {
  const age = Date.now() - shownAt;
  const isAnotherDay = new Date(shownAt).toDateString() !== new Date().toDateString();
  const isDue = isAnotherDay || (age >= MINUTES * 60_000 && document.querySelector("[data-fresh]"));
  if (isDue && !isBusy()) await renewDesk();
}

document.addEventListener("visibilitychange", renew);
document.addEventListener("htmx:afterSettle", () => { shownAt = Date.now(); });
setInterval(renew, 60_000);
