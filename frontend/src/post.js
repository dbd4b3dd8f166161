// Only where a post of the journal is written: kept as it is typed, two windows brought together, shown as it will read.
import { flushFirst, Journal } from "./js/typed/journal.js";
import { mergeFields } from "./js/typed/merge.js";
import { whenPresent } from "./js/ready.js";

const FIELDS = ["title", "text", "address"];

function prepare(form) {
  const field = (name) => form.elements.namedItem(name);
  const read = () => Object.fromEntries(FIELDS.map((name) => [name, field(name).value]));
  const show = (values) => {
    for (const name of FIELDS) if (name in values && field(name).value !== values[name]) field(name).value = values[name];
  };
  const say = (state, details = {}) => {
    // Cleaned at the server, as it is for everybody who reads it.
    if ("shown" in details) document.querySelector("[data-shown]").innerHTML = details.shown;
    const words = {
      "taken-up": "What you typed here last is back.",
      kept: details.kept ? `Kept ${details.kept}` : "Kept",
      away: "Kept in this browser. Alongside does not answer just now; it is tried again.",
      refused: details.words,
      ended: details.status === 401 || details.status === 403
        ? "You are signed out. What you typed is kept in this browser; sign in and open the post again."
        : "This post is no longer yours to change. What you typed is kept in this browser.",
    }[state];
    form.dataset.state = state;
    if (words) form.querySelector("[data-kept]").textContent = words;
  };
  const journal = new Journal(form, { key: `${form.dataset.member}:post:${form.dataset.post}`, read, show, say, merge: mergeFields });
  form.addEventListener("input", ({ target }) => FIELDS.includes(target.name) && journal.changed());
  flushFirst(form, journal);
  // Nobody types before it is known whether words are to be taken up again.
  form.inert = true;
  journal.begin().finally(() => {
    form.inert = false;
    form.dataset.ready = "";
    const first = field("title").value ? field("text") : field("title");
    if (document.activeElement === document.body) first.focus({ preventScroll: true });
  });
}

whenPresent("form[data-post]", prepare);
