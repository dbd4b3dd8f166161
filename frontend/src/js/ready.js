// Calls `prepare(element)` once for every element of a selector: now, and in whatever htmx swaps in later.
export function whenPresent(selector, prepare) {
  const seen = new WeakSet();
  const look = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.push(root);
    for (const element of found) {
      if (seen.has(element)) continue;
      seen.add(element);
      prepare(element);
    }
  };
  const start = () => {
    look(document.body);
    document.body.addEventListener("htmx:load", (event) => look(event.detail.elt));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
