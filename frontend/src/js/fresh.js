// A desk that lies open all day stays true: its times are said anew when one comes back to it, and every few minutes.
import htmx from "htmx.org";
import { isWriting } from "./begun.js";
import { UNASKED } from "./unasked.js";

const MINUTES = 5;
let shownAt = Date.now();
// What a person asked of the desk: how much is under way, and how much was ever begun.
let underWay = 0;
let begun = 0;
let isOvertaken = false;
let isRefused = false;
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

// A line she stands at is hers as well: what she presses next would go nowhere.
const isInHand = () => document.activeElement?.closest("#desk [data-row], #desk form, dialog") || document.querySelector(":popover-open") || isWriting();

// What she asked for since is newer, and what she took up since is in her hands: what comes late covers neither.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!isUnasked(detail) || detail.target.id !== "desk") return;
  isOvertaken = begunAt.get(detail.xhr) !== begun || Boolean(isInHand());
  isRefused = detail.xhr.status >= 500;
  if (isOvertaken) detail.shouldSwap = false;
});

const isLive = () => document.querySelector("[data-draft], [data-notes], [data-room], [data-lounge]");
export const isHeld = () => isLive() || isInHand();

// A letter or note that is being written, or a call, is never swapped away under her hands, nor is a form that she began.
export const isBusy = () => document.hidden || underWay > 0 || isHeld();

// Whether it came, and in time: not where there was no answer, or a person asked for something or took something up meanwhile.
export async function renewDesk(alongWith = "") {
  isOvertaken = isRefused = false;
  try {
    await htmx.ajax("GET", window.location.pathname + window.location.search, {
      target: "#desk", select: "#desk", swap: "outerHTML show:none", selectOOB: alongWith, headers: UNASKED,
    });
  } catch {
    return false;
  }
  return !isOvertaken && !isRefused;
}

async function renew() {
  const age = Date.now() - shownAt;
  const isAnotherDay = new Date(shownAt).toDateString() !== new Date().toDateString();
  const isDue = isAnotherDay || (age >= MINUTES * 60_000 && document.querySelector("[data-fresh]"));
  if (isDue && !isBusy()) await renewDesk();
}

document.addEventListener("visibilitychange", renew);
// Not where a part of the page alone came anew.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id === "desk" || target === document.body) shownAt = Date.now();
});
setInterval(renew, 60_000);
