// A desk that lies open all day stays true: its times are said anew when one comes back to it, and every few minutes.
import htmx from "htmx.org";

const MINUTES = 5;
let shownAt = Date.now();

// A letter or note that is being written, or a call, is never swapped away under her hands.
export const isBusy = () =>
  document.hidden || document.querySelector("[data-draft], [data-notes], [data-room], [data-lounge]") || document.activeElement?.closest("#desk [data-row], #desk form, dialog") || document.querySelector(":popover-open");

export function renewDesk(alongWith = "") {
  shownAt = Date.now();
  return htmx.ajax("GET", window.location.pathname + window.location.search, {
    target: "#desk", select: "#desk", swap: "outerHTML show:none", selectOOB: alongWith,
  });
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
