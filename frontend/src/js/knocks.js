// Somebody knocks at a room while she is on another page: one quiet line, which goes when it is answered anywhere.
import htmx from "htmx.org";
import { UNASKED } from "./unasked.js";

const SECONDS_BETWEEN_LOOKS = 15;
const line = () => document.getElementById("knocks");

export function renewKnocks() {
  const from = line()?.dataset.knocksFrom;
  if (from) htmx.ajax("GET", from, { target: "#knocks", swap: "outerHTML", headers: UNASKED });
}

// What became of each link, on a page that gives them: used a moment ago, and by whom.
export function renewLinks() {
  const links = document.getElementById("room-links");
  if (links) htmx.ajax("GET", links.dataset.linksFrom, { target: links, select: "#room-links", swap: "outerHTML", headers: UNASKED });
}

// A guest whose browser was lost says nothing when it goes: as long as the line stands it is looked at again.
setInterval(() => { if (!document.hidden && line()?.hasAttribute("data-somebody")) renewKnocks(); }, SECONDS_BETWEEN_LOOKS * 1_000);
