// Names complete themselves in To, Cc and Bcc: the client's people first, then whom they deal with, then others with
// the name of their client beside them. A field is text with commas; without script it is typed whole.
import { whenPresent } from "../ready.js";

const WAIT_MS = 80;
let count = 0;

// Where the address at the caret begins and ends; a comma in a quoted name parts nothing.
function wordAt(text, caret) {
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < caret; at++) {
    if (text[at] === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (text[at] === "," || text[at] === ";" || text[at] === "\n")) start = at + 1;
  }
  const rest = text.slice(caret).search(/[,;\n]/);
  return { start: start + text.slice(start).search(/\S|$/), end: rest < 0 ? text.length : caret + rest };
}

const written = ({ name, address }) => (!name ? address : `${/[",;<>@()[\]:\\]/.test(name) ? `"${name.replace(/["\\]/g, "\\$&")}"` : name} <${address}>`);

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function option(person, id) {
  const made = element("li", "option", "");
  made.id = id;
  made.role = "option";
  const mark = element("span", `mark person hue-${person.hue}`, person.letters);
  mark.ariaHidden = "true";
  const words = element("span", "option-words", "");
  words.append(element("bdi", "who", person.name || person.address));
  if (person.name) words.append(element("bdi", "address", person.address));
  made.append(mark, words);
  if (person.of) made.append(element("bdi", `option-of${person.is_other ? " other" : ""}`, person.of));
  return made;
}

function complete(field) {
  const list = element("ul", "options", "");
  Object.assign(list, { id: `people-${++count}`, role: "listbox", hidden: true, ariaLabel: "People" });
  field.after(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.ariaExpanded = "false";
  let people = [];
  let chosen = -1;
  let timer;
  let newest = 0;

  const close = () => {
    newest++;
    list.hidden = true;
    field.ariaExpanded = "false";
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (number) => {
    chosen = number;
    [...list.children].forEach((item, place) => { item.ariaSelected = String(place === chosen); });
    if (chosen >= 0) {
      field.setAttribute("aria-activedescendant", list.children[chosen].id);
      list.children[chosen].scrollIntoView({ block: "nearest" });
    }
  };
  const take = (number) => {
    const { start, end } = wordAt(field.value, field.selectionStart);
    const after = field.value.slice(end).replace(/^[,;\s]+/, "");
    const before = `${field.value.slice(0, start)}${written(people[number])}, `;
    field.value = before + after;
    field.setSelectionRange(before.length, before.length);
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const open = (found) => {
    people = found;
    list.replaceChildren(...found.map((person, number) => option(person, `${list.id}-${number}`)));
    list.hidden = !found.length;
    field.ariaExpanded = String(found.length > 0);
    if (found.length) choose(0);
  };
  const ask = async () => {
    const { start } = wordAt(field.value, field.selectionStart);
    const typed = field.value.slice(start, field.selectionStart).trim();
    if (!typed || typed.includes("<")) return close();
    const number = ++newest;
    try {
      const response = await fetch(`${field.dataset.people}?q=${encodeURIComponent(typed)}`, { headers: { "X-Requested-With": "fetch" }, redirect: "manual" });
      const { people: found } = response.ok ? await response.json() : { people: [] };
      if (number === newest) open(found);
    } catch {
      close();
    }
  };

  field.addEventListener("input", ({ isTrusted }) => {
    clearTimeout(timer);
    if (isTrusted) timer = setTimeout(ask, WAIT_MS);
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") choose((chosen + 1) % people.length);
    else if (event.key === "ArrowUp") choose((chosen - 1 + people.length) % people.length);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey) take(chosen);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  field.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const number = [...list.children].indexOf(event.target.closest("li"));
    if (number >= 0) take(number);
  });
}

whenPresent("textarea[data-people]", complete);
