// The same words of the same form are sent once: a second click while the answer is on its way plans no second call.
// A form that takes its answer itself (htmx, an agenda) is no affair of this.
const LONGEST_MS = 10_000;
let sent = new WeakMap();

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method !== "post" || (submitter?.formTarget || form.target)) return;
  const words = [submitter?.getAttribute("formaction"), ...[...new FormData(form, submitter)].map(([name, value]) => `${name}=${value}`)].join("&");
  if (sent.get(form) === words) return event.preventDefault();
  sent.set(form, words);
  // Where a file came in answer the page stays, and may be asked again.
  setTimeout(() => sent.get(form) === words && sent.delete(form), LONGEST_MS);
});
// Back from the next page it may be sent again.
window.addEventListener("pageshow", () => { sent = new WeakMap(); });
