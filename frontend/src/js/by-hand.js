// What is written down by hand is kept in this browser as it is typed, until the server has it: a killed browser loses
// less than a second. The server says so by a cookie that names the form, on whatever page follows.
import { isAsItCame } from "./begun.js";
import { whenPresent } from "./ready.js";
import { forget, keep, look } from "./typed/store.js";

const BROWSER_MS = 80;
const keyOf = (member) => `${member}:by-hand`;
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !["csrfmiddlewaretoken", "next"].includes(field.name));
const isTicked = (field) => ["radio", "checkbox"].includes(field.type);
const WORDS = ["text", "what_next", "others", "place"];

const read = (form) => fieldsOf(form).filter((field) => !isTicked(field) || field.checked).map((field) => [field.name, field.value]);
const hasWords = (typed) => typed.some(([name, value]) => WORDS.includes(name) && value.trim());

function show(form, typed) {
  for (const field of fieldsOf(form)) {
    const values = typed.filter(([name]) => name === field.name).map(([, value]) => value);
    if (isTicked(field)) field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
}

// What depends on the client comes a moment later: what she typed or ticked meanwhile stands.
function showBeside(part, typed) {
  for (const field of part.querySelectorAll("input, select")) {
    const values = typed.filter(([name]) => name === field.name).map(([, value]) => value);
    if (!values.length || !isAsItCame(field)) continue;
    if (isTicked(field)) field.checked = values.includes(field.value);
    else field.value = values[0];
  }
}

// The form that has arrived is forgotten, and only then that it was told: whoever leaves the page meanwhile hears it again.
async function settle(key) {
  const id = document.cookie.match(/(?:^|; )written-down=([0-9a-f]{32})/)?.[1];
  if (!id) return;
  const left = await look(key);
  if (left?.some(([name, value]) => name === "id" && value === id)) await forget(key);
  document.cookie = "written-down=; max-age=0; path=/; samesite=strict";
}

async function takeUp(form, key) {
  await settle(key);
  const left = await look(key);
  if (!left || !hasWords(left) || hasWords(read(form))) return;
  show(form, left);
  // The people and open conversations of its client, if it is another one than this page was opened for.
  form.elements.client.dispatchEvent(new Event("change", { bubbles: true }));
  form.addEventListener("htmx:afterSettle", ({ target }) => showBeside(target, left), { once: true });
  form.querySelector("[data-by-hand-back]").hidden = false;
}

// The form is hers from its first moment, however long the browser takes to say what it has.
function begin(form) {
  const key = keyOf(form.dataset.byHand);
  const looked = takeUp(form, key);
  let timer;
  const write = async () => {
    timer = undefined;
    // What was left here is read before anything takes its place.
    await looked;
    return keep(key, read(form));
  };
  // Counted from the first letter: whoever types without a pause is kept as well.
  form.addEventListener("input", () => {
    timer ??= setTimeout(write, BROWSER_MS);
  });
  window.addEventListener("pagehide", () => hasWords(read(form)) && write());
  form.querySelector("[data-by-hand-empty]").addEventListener("click", async () => {
    clearTimeout(timer);
    for (const name of WORDS) form.elements[name].value = "";
    await forget(key);
    window.location.reload();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

whenPresent("form[data-by-hand]", begin);
if (document.body.dataset.member) settle(keyOf(document.body.dataset.member));
