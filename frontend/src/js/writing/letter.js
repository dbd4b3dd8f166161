// The page where a letter is written: plain or formatted, kept as typed, sent by Ctrl Enter.
import { whenPresent } from "../ready.js";
import { COMMANDS, openEditor, setLink } from "./editor.js";
import { flushFirst, Journal, sameFields } from "../typed/journal.js";
import { linkOf } from "./schema.js";

const LIKED = "alongside-letters-are";
const FIELDS = ["way", "to", "cc", "bcc", "subject", "text", "html", "quoted"];

// Where the quotation begins is the page's affair: two versions are one when the whole letter is.
const whole = ({ text, quoted, ...others }) => ({ ...others, text: quoted.trim() ? `${text && `${text}\n\n`}${quoted}` : text });
const same = (one, other) => sameFields(whole(one), whole(other));

function prepare(form) {
  const find = (selector) => form.querySelector(selector);
  const field = (name) => form.elements.namedItem(name);
  const [plain, bar, place] = [field("text"), find("[data-format-bar]"), find("[data-editor]")];
  let editor;

  const read = () => Object.fromEntries(FIELDS.map((name) => [name, field(name)?.value ?? ""]));
  const key = `${form.dataset.member}:${form.dataset.draft}`;
  const journal = new Journal(form, { key, read, show, same, say: (state, details) => say(form, state, details) });
  const typed = () => journal.changed();

  function takeDown() {
    if (!editor) return;
    field("html").value = editor.html();
    plain.value = editor.text();
  }

  function show(values) {
    for (const name of FIELDS) if (field(name) && name in values) field(name).value = values[name];
    format(Boolean(field("html").value));
    editor?.set(values.html, values.text);
    form.querySelectorAll("details[data-more]").forEach((more) => { more.open ||= Boolean(field("cc").value || field("bcc").value); });
  }

  function format(isRich) {
    form.classList.toggle("rich", isRich);
    plain.hidden = isRich;
    place.hidden = !isRich;
    find("[data-format]").textContent = isRich ? "Plain text" : "Formatting";
    bar.hidden = !isRich;
    if (isRich && !editor) {
      editor = openEditor(place, {
        html: field("html").value, text: plain.value, label: "Letter", onState: (state) => light(bar, state),
        onChange: () => { takeDown(); typed(); },
      });
    } else if (!isRich && editor) {
      takeDown();
      field("html").value = "";
      editor.close();
      editor = undefined;
    }
  }

  const insert = (words) => {
    if (editor) return editor.insert(words);
    plain.setRangeText(words, plain.selectionStart, plain.selectionEnd, "end");
    plain.focus();
    typed();
  };

  form.addEventListener("input", ({ target }) => FIELDS.includes(target.name) && typed());
  form.addEventListener("change", ({ target }) => FIELDS.includes(target.name) && typed());
  find("[data-format]").hidden = false;
  find("[data-format]").addEventListener("click", () => {
    format(!editor);
    localStorage.setItem(LIKED, editor ? "formatting" : "");
    takeDown();
    typed();
    (editor ?? plain).focus();
  });
  bar.addEventListener("click", ({ target }) => {
    const name = target.closest("[data-command]")?.dataset.command;
    if (!name) return;
    if (name === "link") return openLink(form, editor);
    COMMANDS[name].run(editor.view.state, editor.view.dispatch, editor.view);
    editor.focus();
  });
  linkField(form, () => editor);
  snippets(form, insert);
  choice(form, journal);

  flushFirst(form, journal, takeDown);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(find("[data-send]"));
    }
  });
  // Without script a field of addresses may have lines; with it Enter goes on to the next field.
  for (const name of ["to", "cc", "bcc"]) {
    field(name)?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      field("subject").focus();
    });
  }

  field("scripted").disabled = false;
  // As she wrote last, where nothing is written yet.
  const isFresh = form.dataset.revision === "0" && localStorage.getItem(LIKED) === "formatting";
  format(isFresh || Boolean(field("html").value));
  // Nobody types before it is known whether words are to be taken up again.
  form.inert = true;
  journal.begin().finally(() => {
    form.inert = false;
    form.dataset.ready = "";
    begin(form, editor, plain);
  });
}

// Where nobody is named yet the caret stands in To, else above what is there already.
function begin(form, editor, plain) {
  const first = form.querySelector("[data-focus-first]");
  if (first && !first.value) return first.focus();
  if (editor) return editor.focus(true);
  plain.focus();
  plain.setSelectionRange(0, 0);
  plain.scrollTop = 0;
}

function light(bar, state) {
  for (const button of bar.querySelectorAll("[data-command]")) {
    const command = COMMANDS[button.dataset.command];
    if (command) button.ariaPressed = String(command.isOn(state));
  }
}

function say(form, state, details = {}) {
  const status = form.querySelector("[data-kept]");
  const other = form.querySelector("[data-other]");
  const words = {
    typing: "", "taken-up": "What you typed here last is back.",
    kept: details.kept ? `Kept ${details.kept}` : "Kept",
    away: "Kept in this browser. Alongside does not answer just now; it is tried again.",
    refused: details.words, other: "Not kept over the other version.",
    ended: details.status === 401 || details.status === 403
      ? "You are signed out. What you typed is kept in this browser; sign in and open the letter again."
      : "This letter is no longer being written: it was sent or thrown away elsewhere. What you typed is kept in this browser.",
  }[state];
  form.dataset.state = state;
  if (words || state !== "typing") status.textContent = words;
  if (state === "other") {
    other.hidden = false;
    other.querySelector("[data-other-words]").textContent = details.left
      ? "This browser holds words that never reached Alongside, and the letter was changed since. Nothing is overwritten."
      : `This letter was changed in another window${details.kept ? ` at ${details.kept}` : ""}. What you typed here is still here, and has not replaced it.`;
    other.scrollIntoView({ block: "nearest" });
  }
}

function choice(form, journal) {
  const other = form.querySelector("[data-other]");
  other.querySelector("[data-keep-mine]").addEventListener("click", () => {
    other.hidden = true;
    journal.keepMine();
  });
  other.querySelector("[data-take-theirs]").addEventListener("click", () => journal.takeTheirs());
}

function snippets(form, insert) {
  const chosen = form.querySelector("[data-snippets]");
  if (!chosen) return;
  chosen.addEventListener("change", () => {
    const words = chosen.selectedOptions[0]?.dataset.words;
    chosen.selectedIndex = 0;
    if (words) insert(words);
  });
}

function openLink(form, editor) {
  const line = form.querySelector("[data-link-line]");
  line.hidden = !line.hidden;
  if (line.hidden) return editor.focus();
  const { $from, from, to } = editor.view.state.selection;
  const known = ($from.marks().find((mark) => mark.type.name === "link") ?? editor.view.state.doc.nodeAt(from)?.marks.find((mark) => mark.type.name === "link"))?.attrs.href;
  const address = line.querySelector("input");
  address.value = known ?? linkOf(editor.view.state.doc.textBetween(from, to));
  address.focus();
  address.select();
}

function linkField(form, editorNow) {
  const line = form.querySelector("[data-link-line]");
  const address = line.querySelector("input");
  const finish = (href) => {
    line.hidden = true;
    setLink(editorNow().view, href);
    editorNow().focus();
  };
  line.querySelector("[data-link-set]").addEventListener("click", () => finish(linkOf(address.value)));
  line.querySelector("[data-link-remove]").addEventListener("click", () => finish(""));
  address.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") { line.hidden = true; editorNow().focus(); }
    else if (event.key === "Enter") finish(linkOf(address.value));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

whenPresent("[data-draft]", prepare);
