// Something was said in a lounge: its line in the rail, on whichever page she is. A dot, and nothing that rings.
import htmx from "htmx.org";

export function renewRailLounge() {
  const line = document.getElementById("rail-lounge");
  if (line && !document.querySelector("[data-lounge]")) htmx.ajax("GET", line.dataset.railLounge, { target: "#rail-lounge", swap: "outerHTML" });
}
