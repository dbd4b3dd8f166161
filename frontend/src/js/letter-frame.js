// An HTML mail lies in a sandboxed frame that may not run anything; the page around it measures how tall it is.
import { onKey } from "./keyboard.js";
import { whenPresent } from "./ready.js";

const MOST_PIXELS = 40_000; // a hostile mail must not make the page endless

function measure(frame) {
  const root = frame.contentDocument?.documentElement;
  if (!root) return;
  const padding = frame.offsetHeight - frame.clientHeight + parseFloat(getComputedStyle(frame).paddingBlock || "0") * 2;
  // Shrunk first: a document is never shorter than its frame.
  frame.style.height = "0px";
  const tall = Math.min(Math.max(root.scrollHeight, 24), MOST_PIXELS);
  frame.style.height = `${tall + padding + (root.scrollWidth > root.clientWidth ? 16 : 0)}px`;
}

function watch(frame) {
  if (!frame.contentDocument?.body) return;
  const place = [window.scrollX, window.scrollY];
  measure(frame);
  window.scrollTo(...place);
  let width = frame.offsetWidth;
  new ResizeObserver(() => {
    if (frame.offsetWidth === width) return;
    width = frame.offsetWidth;
    measure(frame);
  }).observe(frame);
  for (const image of frame.contentDocument.images) {
    if (!image.complete) image.addEventListener("load", () => measure(frame), { once: true });
  }
  // Keys belong to the desk wherever the focus lies.
  frame.contentDocument.addEventListener("keydown", onKey);
}

whenPresent("iframe[data-measure]", (frame) => {
  frame.addEventListener("load", () => watch(frame));
  if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.URL !== "about:blank") watch(frame);
  frame.closest("details")?.addEventListener("toggle", () => measure(frame));
});
