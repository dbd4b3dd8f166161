// htmx within the pages' Content-Security-Policy: nothing evaluated, no style written, no address but our own,
// and no copy of a client's page left in the browser's storage.
import htmx from "htmx.org";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  timeout: 30_000,
});

// A refused or broken answer is a page in words: show it as the browser would have, instead of nothing.
document.addEventListener("htmx:responseError", (event) => {
  window.location.assign(event.detail.pathInfo.requestPath.startsWith("/search") ? event.detail.pathInfo.requestPath : window.location.href);
});
