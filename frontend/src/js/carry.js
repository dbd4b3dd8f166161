// A page on which one thing is done comes anew as a whole: what stands half-written in its other forms is carried over.
import { fieldsBegun, isAsItCame } from "./begun.js";

let carried = [];

const shownIn = (field) => (field.localName === "select" ? [...field.options].map((one) => one.value).join() : field.defaultValue);
const stateOf = ({ id, name, type, value, checked }, shown) => ({ id, name, type, value, checked, shown });

function carry({ target, xhr, shouldSwap, requestConfig }) {
  const sent = requestConfig.elt.form ?? requestConfig.elt.closest("form");
  const { pathname, search } = new URL(xhr.responseURL);
  if (!shouldSwap || target.id !== "desk" || pathname !== window.location.pathname || search !== window.location.search) return [];
  // A chosen file cannot be put anywhere by a script.
  const others = fieldsBegun().filter((field) => field.id && field.form !== sent && field.type !== "file" && !field.multiple);
  return others.map((field) => stateOf(field, shownIn(field)));
}

// Where the server shows something else by now, that stands.
function putBack({ id, name, type, value, checked, shown }) {
  const field = document.getElementById(id);
  if (field?.name !== name || field.type !== type || shownIn(field) !== shown || !isAsItCame(field)) return;
  Object.assign(field, type === "checkbox" || type === "radio" ? { checked } : { value });
  for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => { carried = carry(detail); });
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "desk") return;
  carried.forEach(putBack);
  carried = [];
});
