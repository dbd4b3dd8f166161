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

// What was refused has no address of its own: the address stays that of the page.
document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
  if (detail.xhr.status >= 400) Object.assign(detail.history, { type: "replace", path: window.location.href });
});
