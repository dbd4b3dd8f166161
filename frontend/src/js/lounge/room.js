// A lounge that is open: what is said comes and goes by itself, and who is here shows as long as they are. The line to
// the server carries no words: it says that there are new ones, and the page asks for them by their own address.
import { Line } from "../room/socket.js";
import { composer } from "./composer.js";
import { bringLevel } from "./words.js";

const OVER = {
  "no-right": "You are not in this lounge any more.",
  refused: "Something went wrong here. Load the page again.",
};

const names = (list) => (list.length > 1 ? `${list.slice(0, -1).join(", ")} and ${list.at(-1)}` : list[0]);

function showHere(element, { here, talking }) {
  if (!element) return;
  const words = here.length ? `Here now: ${names(here)}.` : "Nobody else has this page open.";
  element.textContent = talking.length ? `${words} Talking: ${names(talking)}.` : words;
  element.hidden = false;
}

export function mount(root) {
  const part = root.querySelector("[data-lounge-part]");
  const here = root.querySelector("[data-here]");
  const from = root.dataset.wordsFrom;
  let line;

  // Whoever reads the past is not pulled out of it.
  const isInThePast = root.hasAttribute("data-past");
  const seen = () => !document.hidden && !isInThePast && line?.say({ t: "seen" });

  async function look() {
    if (!from || isInThePast) return;
    try {
      const answer = await fetch(from, { headers: { "HX-Request": "true" }, cache: "no-store" });
      if (answer.ok) show(await answer.text());
    } catch {
      // The line comes back by itself, and then it is looked at again.
    }
  }

  function show(html) {
    bringLevel(part, html);
    seen();
  }

  line = new Line(root.dataset.socket, {
    onOpen: look,
    onFrame(frame) {
      if (frame.t === "here") showHere(here, frame);
      else if (frame.t === "changed") look();
      // Let in: from now on it is another page.
      else if (frame.t === "again") window.location.reload();
    },
    onLost() {
      if (here) here.textContent = "No line to the lounge. It comes back by itself.";
    },
    onFinal(why) {
      if (!part) return window.location.reload();
      part.replaceChildren(here);
      root.querySelector("[data-lounge-say]")?.remove();
      here.hidden = false;
      here.textContent = OVER[why] ?? OVER.refused;
    },
  });
  document.addEventListener("visibilitychange", seen);
  if (part) composer(root, { show, look });
}
