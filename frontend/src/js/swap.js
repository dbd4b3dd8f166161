// htmx within the pages' Content-Security-Policy: nothing evaluated, no style written, no address but our own,
// and no copy of a client's page left in the browser's storage.
import htmx from "htmx.org";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  attributesToSettle: ["class", "width", "height"],
  historyCacheSize: 0,
  includeIndicatorStyles: false,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  selfRequestsOnly: true,
  timeout: 30_000,
});

// A refusal is a page in words. Show it where the answer would have stood; a whole desk (a form that needs another
// look) goes where a desk goes, anything else takes the place of the page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  if (detail.xhr.status < 400) return;
  const part = ["desk", "main"].find((id) => detail.serverResponse.includes(`id="${id}"`));
  const target = part && document.getElementById(part);
  if (!target) return window.location.reload();
  Object.assign(detail, { shouldSwap: true, target, selectOverride: `#${part}`, swapOverride: "outerHTML show:window:top" });
});

// What was refused has no address of its own: the address stays that of the page.
document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
  if (detail.xhr.status >= 400) Object.assign(detail.history, { type: "replace", path: window.location.href });
});

function say(words) {
  const toast = document.createElement("div");
  const line = document.createElement("p");
  toast.className = "toast";
  line.textContent = words;
  toast.append(line);
  document.getElementById("toasts")?.replaceChildren(toast);
  setTimeout(() => toast.remove(), 10_000);
}
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => say("No answer from Alongside. Try it once more when the connection is back."));
}
