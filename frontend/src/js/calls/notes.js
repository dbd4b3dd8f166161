// Notes of a call: kept as they are typed, two windows brought together, a line marked by its sign or by one key.
import { whenPresent } from "../ready.js";
import { flushFirst, Journal } from "../typed/journal.js";
import { mergeFields } from "../typed/merge.js";

// Those of a call, unless the form names its own.
const FIELDS = "prepared said";
// As `calls/rules.py` reads them: a sign and a blank; whatever begins like a private line is private.
const SIGN = /^(\s*)(?:([><?=])\s+|(#)\s*)(?=\S|$)/;
const KINDS = { ">": "ours", "<": "theirs", "?": "question", "=": "decision", "#": "private" };
const KEYS = { KeyP: ">", KeyT: "<", KeyQ: "?", KeyD: "=", KeyM: "#" };

const signOf = (line) => {
  const found = line.match(SIGN);
  return found && line.length > found[0].length ? found[2] ?? found[3] : "";
};

function prepare(form) {
  const names = (form.dataset.fields ?? FIELDS).split(" ");
  const fields = names.map((name) => form.elements.namedItem(name)).filter((field) => field?.localName === "textarea");
  const read = () => Object.fromEntries(names.map((name) => [name, form.elements.namedItem(name)?.value ?? ""]));
  const show = (values) => {
    for (const field of fields) if (field.name in values) put(field, values[field.name]);
  };
  const journal = new Journal(form, {
    key: `${form.dataset.member}:${form.dataset.of ?? "call"}:${form.dataset.notes}`, read, show, merge: mergeFields,
    say: (state, details) => say(form, state, details),
  });
  for (const field of fields) {
    draw(field);
    field.addEventListener("input", () => { draw(field); journal.changed(); });
    field.addEventListener("keydown", (event) => onKey(event, field));
  }
  for (const button of form.querySelectorAll("[data-mark]")) {
    // The caret stays where it is.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => mark(fields.includes(document.activeElement) ? document.activeElement : fields.at(-1), button.dataset.mark));
  }
  form.querySelector("[data-marks]").hidden = false;
  flushFirst(form, journal);
  // Nobody types before it is known whether words are to be taken up again.
  form.inert = true;
  journal.begin().finally(() => {
    form.inert = false;
    form.dataset.ready = "";
    form.querySelector("[data-focus-first]")?.focus({ preventScroll: true });
  });
}

// The same text with its marks shown lies below the field, and gives it its height.
function draw(field) {
  const mirror = field.parentElement.querySelector("[data-mirror]");
  mirror.replaceChildren(...field.value.split("\n").map((line) => {
    const row = document.createElement("div");
    const sign = signOf(line);
    row.className = sign ? `note-row is-${KINDS[sign]}` : "note-row";
    row.textContent = line || "\u200b";
    return row;
  }));
}

// Where the caret stood it stands again, moved by what was put in before it.
function put(field, value) {
  if (field.value === value) return;
  const { value: old, selectionStart: start, selectionEnd: end } = field;
  let same = 0;
  while (same < Math.min(old.length, value.length) && old[same] === value[same]) same++;
  const moved = (place) => (place <= same ? place : Math.max(same, place + value.length - old.length));
  field.value = value;
  field.setSelectionRange(moved(start), moved(end));
  draw(field);
}

function onKey(event, field) {
  const sign = event.altKey && !event.ctrlKey && !event.metaKey && KEYS[event.code];
  if (!sign) return;
  event.preventDefault();
  mark(field, sign);
}

// The line of the caret gets the sign, another sign in place of one, and none where it has this one.
function mark(field, sign) {
  const { value, selectionStart: caret } = field;
  const start = value.lastIndexOf("\n", caret - 1) + 1;
  const end = (value.indexOf("\n", caret) + 1 || value.length + 1) - 1;
  const line = value.slice(start, end);
  const found = line.match(SIGN);
  const length = found ? found[0].length : 0;
  const has = found ? found[2] ?? found[3] : "";
  const words = has === sign ? "" : `${sign} `;
  field.focus();
  field.setRangeText(words, start, start + length, "preserve");
  const place = Math.max(start + words.length, caret + words.length - length);
  field.setSelectionRange(place, place);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function say(form, state, details = {}) {
  const words = {
    "taken-up": "What you typed here last is back.",
    kept: details.kept ? `Kept ${details.kept}` : "Kept",
    away: "Kept in this browser. Alongside does not answer just now; it is tried again.",
    refused: details.words,
    ended: details.status === 401 || details.status === 403
      ? `You are signed out. What you typed is kept in this browser; sign in and open the ${form.dataset.of ?? "call"} again.`
      : `This ${form.dataset.of ?? "call"} is kept already. What you typed since is kept in this browser; take the keeping back to go on.`,
  }[state];
  form.dataset.state = state;
  if (words) form.querySelector("[data-kept]").textContent = words;
}

whenPresent("form[data-notes]", prepare);
