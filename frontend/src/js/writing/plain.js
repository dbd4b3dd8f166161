// A letter as plain text and back: what a reader without HTML sees, and what the plain field holds.
import { schema } from "./schema.js";

const indented = (text, first, rest) =>
  text.split("\n").map((line, number) => ((number ? rest : first) + line).trimEnd()).join("\n");

function inline(node) {
  let text = "";
  node.forEach((child) => {
    if (child.type.name === "hard_break") text += "\n";
    else {
      const href = child.marks.find((mark) => mark.type.name === "link")?.attrs.href;
      const isShown = !href || href === child.text || href === `mailto:${child.text}` || href === `https://${child.text}`;
      text += isShown ? child.text : `${child.text} <${href}>`;
    }
  });
  return text;
}

function blocks(node, between = "\n\n") {
  const found = [];
  node.forEach((child) => found.push(block(child)));
  return found.join(between);
}

function list(node, markOf) {
  const items = [];
  node.forEach((item, _, number) => {
    const mark = markOf(number);
    items.push(indented(blocks(item, "\n"), mark, " ".repeat(mark.length)));
  });
  return items.join("\n");
}

function block(node) {
  switch (node.type.name) {
    case "blockquote": return indented(blocks(node), "> ", "> ");
    case "bullet_list": return list(node, () => "- ");
    case "ordered_list": return list(node, (number) => `${node.attrs.start + number}. `);
    default: return node.isTextblock ? inline(node) : blocks(node);
  }
}

export const textOf = (doc) => blocks(doc);

function paragraph(lines) {
  const content = lines.flatMap((line, number) => [
    ...(number ? [schema.nodes.hard_break.create()] : []),
    ...(line ? [schema.text(line)] : []),
  ]);
  return schema.nodes.paragraph.create(null, content);
}

// Blank lines part paragraphs; a second blank line is a paragraph with nothing in it.
export function paragraphsOf(text) {
  const found = text.replace(/\r\n?/g, "\n").split("\n\n").map((part) => paragraph(part.split("\n")));
  return found.length ? found : [paragraph([""])];
}

export const docOf = (text) => schema.nodes.doc.create(null, paragraphsOf(text));
