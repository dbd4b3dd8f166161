// Signing out: what this browser keeps of cards and forms goes with it, and what has not reached the desk is sent before.
import { whenPresent } from "./ready.js";
import { all, drop, waiting } from "./card/store.js";
import { send } from "./card/sending.js";
import { sweep } from "./old-cards.js";
import { forget, some } from "./typed/store.js";

whenPresent("form[data-sign-out]", (form) => {
  const { member } = form.dataset;
  form.addEventListener("submit", (event) => {
    if (form.dataset.cleared) return;
    event.preventDefault();
    leave(form, member).then((isDone) => {
      if (!isDone) return;
      form.dataset.cleared = "1";
      setTimeout(() => form.requestSubmit());
    });
  });
});

async function leave(form, member) {
  try {
    const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
    const left = await waiting(member);
    for (const lines of new Set(left.map((one) => one.lines))) await send(member, lines, token);
    const still = await waiting(member);
    const drafts = await some((key) => key.startsWith(`${member}:card:`));
    const open = still.length + drafts.filter(([, one]) => one?.text?.trim()).length;
    if (open && !form.dataset.asked) {
      form.dataset.asked = "1";
      const words = form.querySelector("[data-sign-out-words]");
      words.textContent = `${open === 1 ? "One line of a visit’s card has" : `${open} lines of a visit’s card have`} not reached Alongside. Open the card first; or sign out once more, and they are lost.`;
      words.hidden = false;
      return false;
    }
    for (const one of await all(member)) await drop(one.key);
    const typed = await some((key) => String(key).startsWith(`form:${member}:`));
    for (const [key] of [...drafts, ...typed]) await forget(key);
    await sweep();
    await clear();
  } catch {
    // A browser that keeps nothing has nothing to clear.
  }
  return true;
}

async function clear() {
  const registered = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(registered.filter((one) => /\/visits\/\d+\/card\/$/.test(one.scope)).map((one) => one.unregister()));
  const names = (await globalThis.caches?.keys()) ?? [];
  await Promise.all(names.filter((name) => name.startsWith("card:")).map((name) => caches.delete(name)));
}
