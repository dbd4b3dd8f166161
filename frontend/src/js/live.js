// New mail, finished work: told by the server with kind and id only; the page then fetches itself anew, by its own
// address. A hidden tab keeps no stream open: a browser has few connections for one place.
import htmx from "htmx.org";
import { isBusy, renewDesk } from "./fresh.js";
import { renewKnocks, renewLinks } from "./knocks.js";
import { renewRailLounge } from "./rail-lounge.js";
import { UNASKED } from "./unasked.js";

// What several things tell of one letter comes within moments, and one renewal shows it all.
const SOON = 100;
// Figures may wait for what else is new: those in the rail, and how far a mailbox is.
const FIGURES_SOON = 1_000;
const FIGURES = /^(coverage$|mailbox:)/;
// A few at once, so that a letter right after another shows as soon; on the whole one in so many milliseconds.
const AT_ONCE = 6;
const ONE_IN = 1_000;
// What figures leave for the next letter.
const KEPT = 2;
const BUSY = 1_000;
// A browser takes a stream up again that was cut, but gives it up where it was answered with anything else: by a proxy
// while this is started anew, or while the database is away. So long until it is asked for again, and at most.
const AGAIN = 3_000;
const AGAIN_AT_MOST = 60_000;
let stream;
let again;
let pauseToAgain = AGAIN;
let newest = "";
let timer;
let dueAt = Infinity;
// What was told of and is not shown yet. It is asked at the moment of a renewal whether the page that stands then shows it.
let told = new Set();
let spare = AT_ONCE;
let sparedAt = Date.now();

const wanted = () => document.getElementById("desk")?.dataset.live?.split(" ") ?? [];
const touches = (parts) =>
  parts.some((part) => part === "everything" || wanted().some((name) => part === name || part.startsWith(`${name}:`)));

const areFigures = () => !touches([...told].filter((part) => !FIGURES.test(part)));

async function renewRail() {
  const asked = htmx.ajax("GET", window.location.pathname + window.location.search, {
    target: "#tray-count", select: "#tray-count", swap: "outerHTML", selectOOB: "#rail-clients,#rail-timer", headers: UNASKED,
  });
  return asked.then(() => true, () => false);
}

// How long until the page may be renewed once more and `kept` times after that.
function pause(kept) {
  const now = Date.now();
  spare = Math.min(AT_ONCE, spare + (now - sparedAt) / ONE_IN);
  sparedAt = now;
  return Math.max(0, Math.ceil((kept + 1 - spare) * ONE_IN));
}

async function catchUp() {
  dueAt = Infinity;
  const wait = pause(areFigures() ? KEPT : 0);
  if (wait > 0) return later(wait);
  const isOfDesk = touches([...told]);
  if (isOfDesk && isBusy()) return later(BUSY);
  spare -= 1;
  const shown = told;
  told = new Set();
  if (await (isOfDesk ? renewDesk("#tray-count,#rail-clients,#rail-timer") : renewRail())) return;
  told = new Set([...shown, ...told]);
  later(BUSY);
}

function later(milliseconds) {
  const at = Date.now() + milliseconds;
  if (at >= dueAt) return;
  clearTimeout(timer);
  dueAt = at;
  timer = setTimeout(catchUp, milliseconds);
}

function hear({ data, lastEventId }) {
  newest = lastEventId;
  const parts = JSON.parse(data);
  document.dispatchEvent(new CustomEvent("desk:told", { detail: parts }));
  if (parts.some((part) => part === "knock" || part === "everything")) {
    renewKnocks();
    renewLinks();
  }
  if (parts.some((part) => part === "lounge" || part === "everything")) renewRailLounge();
  if (parts.every((part) => part === "knock" || part === "lounge") && !touches(parts)) return;
  for (const part of parts) told.add(part);
  later(areFigures() ? FIGURES_SOON : SOON);
}

function listen() {
  clearTimeout(again);
  stream?.close();
  stream = undefined;
  if (document.hidden) return;
  // What was told between the making of this page and the first stream is told at once.
  const made = document.getElementById("desk")?.dataset.told;
  stream = new EventSource(`/live/${newest ? `?after=${newest}` : made ? `?since=${made}` : ""}`);
  stream.addEventListener("ready", ({ lastEventId }) => { newest ||= lastEventId; pauseToAgain = AGAIN; });
  stream.addEventListener("changed", hear);
  stream.addEventListener("error", () => {
    if (stream.readyState !== EventSource.CLOSED) return;
    again = setTimeout(listen, pauseToAgain);
    pauseToAgain = Math.min(pauseToAgain * 2, AGAIN_AT_MOST);
  });
}

// The pages before sign-in have no desk.
if (document.getElementById("desk")) {
  listen();
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => stream?.close());
  window.addEventListener("pageshow", ({ persisted }) => persisted && listen());
}
