// The words that led here are marked in the letters, without touching what was written: the CSS Custom Highlight API.
import { whenPresent } from "./ready.js";

const MOST = 400;

// What narrows a search ("from:mara", -draft) stands in no letter.
const wordsOf = (query) =>
  (query.replace(/(^|\s)(-\S+|[a-z]+:("[^"]*"|\S*))/gi, " ").match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.toLowerCase());

function rangesOf(node, words) {
  const text = node.data.toLowerCase();
  if (text.length !== node.data.length) return []; // a letter whose small form is two: places would not agree
  return words.flatMap((word) => {
    const found = [];
    for (let at = text.indexOf(word); at >= 0 && found.length < MOST; at = text.indexOf(word, at + word.length)) {
      if (/[\p{L}\p{N}]/u.test(text[at - 1] ?? " ")) continue;
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + word.length);
      found.push(range);
    }
    return found;
  });
}

whenPresent("[data-found]", (letters) => {
  const words = wordsOf(letters.dataset.found);
  if (!words.length || !CSS.highlights) return;
  const ranges = [];
  for (const part of letters.querySelectorAll(".letter-text")) {
    const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walk.nextNode() && ranges.length < MOST) ranges.push(...rangesOf(walk.currentNode, words));
  }
  CSS.highlights.set("found", new Highlight(...ranges));
  // Where the words are only in what is quoted, the quotation opens.
  const inFocus = document.querySelector(".letter:target") ?? letters;
  const here = ranges.map((range) => range.startContainer.parentElement).filter((part) => inFocus.contains(part));
  if (here.length && here.every((part) => part.closest(".fold"))) here[0].closest(".fold").open = true;
});
