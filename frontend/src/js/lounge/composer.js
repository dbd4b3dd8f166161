// The field at the end of a lounge. Words leave it only when the server has them; a form that is sent twice says its
// words once, because it carries a name of chance that is renewed after each.
import { toTheEnd } from "./words.js";

const newName = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
const TOO_LATE = 15_000;

async function post(address, body) {
  return fetch(address, { method: "POST", body, headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(TOO_LATE) });
}

export function composer(root, { show, look }) {
  const form = root.querySelector("[data-lounge-say]");
  const field = form.elements.text;
  const refused = form.querySelector("[data-refused]");
  let isSending = false;
  for (const one of form.querySelectorAll("[data-with-script]")) one.hidden = false;

  function refuse(words) {
    refused.textContent = words;
    refused.hidden = !words;
  }

  async function say() {
    const text = field.value;
    if (isSending || !text.trim()) return;
    isSending = true;
    try {
      const answer = await post(form.action, new FormData(form));
      if (answer.ok) {
        // What was typed meanwhile is not said yet.
        field.value = field.value.startsWith(text) ? field.value.slice(text.length).trimStart() : field.value;
        form.elements.once.value = newName();
        refuse("");
        if (root.hasAttribute("data-past")) return window.location.assign(form.dataset.newest ?? window.location.pathname);
        show(await answer.text());
        toTheEnd();
      } else if (answer.status === 422) refuse(await answer.text());
      else refuse("That was not taken. Load the page again; copy your words first.");
    } catch {
      refuse("No answer from the lounge. Your words are still here: send them again when the line is back.");
    } finally {
      isSending = false;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    say();
  });
  root.querySelector("[data-lounge-do]").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { submitter } = event;
    const body = new FormData(event.target);
    if (submitter.name) body.set(submitter.name, submitter.value);
    try {
      await post(submitter.formAction, body);
    } catch {
      refuse("No answer from the lounge. Try it once more.");
    }
    look();
  });
  if (!root.hasAttribute("data-past")) toTheEnd();
}
