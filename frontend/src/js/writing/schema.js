// What a letter may be made of: paragraphs, lists, quotations; strong, slanted and underlined words, links. Nothing
// carries a style of its own, so the pages' Content-Security-Policy holds, and so does the reader's own type.
import { Schema } from "prosemirror-model";

const isSafe = (address) => /^(https?:\/\/|mailto:)/i.test(address);

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }, { tag: "h1, h2, h3, h4, h5, h6" }], toDOM: () => ["p", 0] },
    blockquote: { content: "block+", group: "block", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
    ordered_list: {
      content: "list_item+", group: "block",
      attrs: { start: { default: 1 } },
      parseDOM: [{ tag: "ol", getAttrs: (element) => ({ start: Number(element.getAttribute("start")) || 1 }) }],
      toDOM: ({ attrs }) => (attrs.start === 1 ? ["ol", 0] : ["ol", { start: attrs.start }, 0]),
    },
    bullet_list: { content: "list_item+", group: "block", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
    list_item: { content: "paragraph block*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    text: { group: "inline" },
    hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  },
  marks: {
    link: {
      attrs: { href: {} },
      inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: (element) => isSafe(element.getAttribute("href")) && { href: element.getAttribute("href") } }],
      toDOM: ({ attrs }) => ["a", { href: attrs.href }, 0],
    },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }, { style: "font-weight=bold" }], toDOM: () => ["strong", 0] },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }, { style: "font-style=italic" }], toDOM: () => ["em", 0] },
    underline: { parseDOM: [{ tag: "u" }], toDOM: () => ["u", 0] },
  },
});

// "harlow.example/stand" is meant as an address of the web, "mara@harlow.example" as one of mail.
export function linkOf(words) {
  const typed = words.trim();
  if (!typed || /\s/.test(typed)) return "";
  if (isSafe(typed)) return typed;
  if (/^[^@/:]+@[^@/:]+\.[^@/:]+$/.test(typed)) return `mailto:${typed}`;
  return /^[\w-]+(\.[\w-]+)+([/?#].*)?$/.test(typed) ? `https://${typed}` : "";
}
