// New mail, finished work: told by the server with kind and id only; the page then fetches itself anew, by its own
// address. A hidden tab keeps no stream open: a browser has few connections for one place.
import htmx from "htmx.org";
import { isBusy, renewDesk } from "./fresh.js";
import { renewKnocks } from "./knocks.js";
import { renewRailLounge } from "./rail-lounge.js";

const SOON = 300;
const NOT_SOONER = 2_000;
let stream;
let newest = "";
let isWaiting = false;
let isRailAlone = true;
let renewedAt = 0;

const wanted = () => document.getElementById("desk")?.dataset.live?.split(" ") ?? [];
const touches = (parts) =>
  parts.some((part) => part === "everything" || wanted().some((name) => part === name || part.startsWith(`${name}:`)));

function renewRail() {
  return htmx.ajax("GET", window.location.pathname + window.location.search, {
    target: "#tray-count", select: "#tray-count", swap: "outerHTML", selectOOB: "#rail-clients,#rail-timer",
  });
}

async function catchUp() {
  isWaiting = false;
  const wait = renewedAt + NOT_SOONER - Date.now();
  if (wait > 0 || (!isRailAlone && isBusy())) return later(Math.max(wait, NOT_SOONER / 2));
  renewedAt = Date.now();
  const renew = isRailAlone ? renewRail : () => renewDesk("#tray-count,#rail-clients,#rail-timer");
  isRailAlone = true;
  await renew();
}

function later(milliseconds) {
  if (isWaiting) return;
  isWaiting = true;
  setTimeout(catchUp, milliseconds);
}

function hear({ data, lastEventId }) {
  newest = lastEventId;
  const parts = JSON.parse(data);
  document.dispatchEvent(new CustomEvent("desk:told", { detail: parts }));
  if (parts.some((part) => part === "knock" || part === "everything")) renewKnocks();
  if (parts.some((part) => part === "lounge" || part === "everything")) renewRailLounge();
  if (parts.every((part) => part === "knock" || part === "lounge")) return;
  if (touches(parts)) isRailAlone = false;
  later(SOON);
}

function listen() {
  stream?.close();
  stream = undefined;
  if (document.hidden) return;
  stream = new EventSource(`/live/${newest && `?after=${newest}`}`);
  stream.addEventListener("ready", ({ lastEventId }) => { newest ||= lastEventId; });
  stream.addEventListener("changed", hear);
}

// The pages before sign-in have no desk.
if (document.getElementById("desk")) {
  listen();
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => stream?.close());
  window.addEventListener("pageshow", ({ persisted }) => persisted && listen());
}
