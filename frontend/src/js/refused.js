// What becomes of an answer that is not what was asked for: a refusal, no answer, a page to sign in. Whatever it is, it
// takes nothing that she holds; what nobody asked for is not even told.
import { fieldsBegun } from "./begun.js";
import { isHeld } from "./fresh.js";

const NO_ANSWER = "No answer from Alongside. Try it once more in a moment.";
const NOT_TAKEN = "Alongside could not do that now. What you wrote stands here: try it once more in a moment.";
const SIGNED_OUT = "Not done: you are signed out. What you wrote stays here; copy it before you sign in again.";
const SECONDS = 10;

const isAsked = ({ requestConfig }) => Boolean(requestConfig.triggeringEvent);
const isWholePage = (html) => /^\s*<!doctype html/i.test(html);
const holds = (html, id) => html.includes(`id="${id}"`);

// Where the answer would have stood: a whole desk (a form that needs another look) goes where a desk goes, anything
// else takes the place of the page.
function showRefusal(detail, part) {
  const target = document.getElementById(part);
  Object.assign(detail, { shouldSwap: true, target, selectOverride: `#${part}`, swapOverride: "outerHTML show:window:top" });
}

function refuse(detail) {
  const { xhr, serverResponse } = detail;
  detail.shouldSwap = false;
  if (!isAsked(detail) && (xhr.status >= 500 || isHeld())) return undefined;
  const part = ["desk", "main"].find((id) => holds(serverResponse, id) && document.getElementById(id));
  if (part && (part === "desk" || !fieldsBegun().length)) return showRefusal(detail, part);
  if (!fieldsBegun().length) return isAsked(detail) && window.location.reload();
  return isAsked(detail) && say(wordsOf(serverResponse));
}

function wordsOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const parts = [...page.querySelectorAll("#main :is(h1, .lead, .detail)")].map((one) => one.textContent.trim());
  return parts.length ? parts.map((one) => one.replace(/[^.]$/, "$&.")).join(" ") : NOT_TAKEN;
}

// A page without a desk in place of a part of one: she is signed out. Signed in again she is where she was.
function signIn(detail) {
  detail.shouldSwap = false;
  if (isAsked(detail) && fieldsBegun().length) return say(SIGNED_OUT);
  return (isAsked(detail) || !isHeld()) && window.location.reload();
}

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { xhr, serverResponse } = detail;
  if (xhr.status >= 400) refuse(detail);
  else if (document.getElementById("desk") && isWholePage(serverResponse) && !holds(serverResponse, "desk")) signIn(detail);
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => isAsked(detail) && say(NO_ANSWER));
}

// Beside what can still be taken back.
function say(words) {
  const region = document.getElementById("toasts");
  const toast = document.createElement("div");
  const line = document.createElement("p");
  toast.className = "toast";
  toast.dataset.said = "";
  line.textContent = words;
  toast.append(line);
  region?.querySelector("[data-said]")?.remove();
  region?.append(toast);
  setTimeout(() => toast.remove(), SECONDS * 1_000);
}
