// The formatted letter: ProseMirror over the plain field, with a small bar of what can be done to the words.
import { baseKeymap, chainCommands, exitCode, lift, toggleMark, wrapIn } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { ellipsis, inputRules, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { DOMParser, DOMSerializer, Fragment, Slice } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { EditorState, Plugin, Selection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { docOf, paragraphsOf, textOf } from "./plain.js";
import { linkOf, schema } from "./schema.js";

const { marks, nodes } = schema;
const lineBreak = chainCommands(exitCode, (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
});
const KEYS = {
  "Mod-b": toggleMark(marks.strong), "Mod-i": toggleMark(marks.em), "Mod-u": toggleMark(marks.underline),
  "Mod-z": undo, "Mod-y": redo, "Mod-Shift-z": redo, "Shift-Enter": lineBreak,
  Enter: splitListItem(nodes.list_item), "Mod-]": sinkListItem(nodes.list_item), "Mod-[": liftListItem(nodes.list_item),
};

const isInside = (state, type) => {
  for (let depth = state.selection.$from.depth; depth > 0; depth--) if (state.selection.$from.node(depth).type === type) return true;
  return false;
};
const isMarked = (state, mark) => {
  const { from, to, empty, $from } = state.selection;
  return empty ? Boolean(mark.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, mark);
};
const asList = (type) => (state, dispatch) =>
  isInside(state, type) ? liftListItem(nodes.list_item)(state, dispatch) : wrapInList(type)(state, dispatch);
const asQuote = (state, dispatch) =>
  isInside(state, nodes.blockquote) ? lift(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch);

export const COMMANDS = {
  strong: { run: KEYS["Mod-b"], isOn: (state) => isMarked(state, marks.strong) },
  em: { run: KEYS["Mod-i"], isOn: (state) => isMarked(state, marks.em) },
  underline: { run: KEYS["Mod-u"], isOn: (state) => isMarked(state, marks.underline) },
  bullets: { run: asList(nodes.bullet_list), isOn: (state) => isInside(state, nodes.bullet_list) },
  numbers: { run: asList(nodes.ordered_list), isOn: (state) => isInside(state, nodes.ordered_list) },
  quote: { run: asQuote, isOn: (state) => isInside(state, nodes.blockquote) },
};

// An address of the web that was pasted or typed whole becomes a link when it is pasted over words.
function pasteOver(view, event) {
  const href = linkOf(event.clipboardData?.getData("text/plain") ?? "");
  if (!/^https?:/.test(href) || view.state.selection.empty) return false;
  return setLink(view, href);
}

export function setLink(view, href) {
  const { from, to, empty } = view.state.selection;
  const change = view.state.tr;
  if (!href) change.removeMark(from, to, marks.link);
  else if (empty) change.insert(from, schema.text(href.replace(/^mailto:/, ""), [marks.link.create({ href })]));
  else change.addMark(from, to, marks.link.create({ href }));
  view.dispatch(change.scrollIntoView());
  return true;
}

function docFrom(html, text) {
  if (!html) return docOf(text);
  // Parsed in a document of its own: nothing in it is fetched or run.
  const parsed = new window.DOMParser().parseFromString(html, "text/html");
  return DOMParser.fromSchema(schema).parse(parsed.body);
}

function htmlOf(doc) {
  const inert = document.implementation.createHTMLDocument("");
  const holder = inert.createElement("div");
  holder.append(DOMSerializer.fromSchema(schema).serializeFragment(doc.content, { document: inert }));
  return holder.innerHTML;
}

export function openEditor(place, { html, text, label, onChange, onState }) {
  const plugins = [
    inputRules({ rules: [ellipsis, wrappingInputRule(/^\s*([-*])\s$/, nodes.bullet_list), wrappingInputRule(/^(\d+)\.\s$/, nodes.ordered_list, (found) => ({ start: Number(found[1]) })), wrappingInputRule(/^\s*>\s$/, nodes.blockquote)] }),
    keymap(KEYS), keymap(baseKeymap), history(),
    new Plugin({ props: { handlePaste: pasteOver } }),
  ];
  const view = new EditorView(place, {
    state: EditorState.create({ doc: docFrom(html, text), plugins }),
    attributes: { role: "textbox", "aria-multiline": "true", "aria-label": label, class: "letter-editor", dir: "auto", spellcheck: "true" },
    dispatchTransaction(change) {
      view.updateState(view.state.apply(change));
      onState(view.state);
      if (change.docChanged) onChange();
    },
    clipboardTextSerializer: (slice) => textOf(schema.nodes.doc.create(null, slice.content.size ? asBlocks(slice.content) : undefined)),
  });
  onState(view.state);
  return {
    view,
    html: () => htmlOf(view.state.doc),
    text: () => textOf(view.state.doc),
    set: (newHtml, newText) => view.updateState(EditorState.create({ doc: docFrom(newHtml, newText), plugins })),
    insert: (words) => insert(view, words),
    focus: (atStart) => {
      if (atStart) view.dispatch(view.state.tr.setSelection(Selection.atStart(view.state.doc)));
      view.focus();
    },
    close: () => view.destroy(),
  };
}

const asBlocks = (content) => (content.firstChild.isInline ? schema.nodes.paragraph.create(null, content) : content);

// At the caret: words of one line go into the line, several paragraphs part it.
function insert(view, words) {
  const made = paragraphsOf(words);
  const slice = made.length === 1 ? new Slice(made[0].content, 0, 0) : new Slice(Fragment.from(made), 1, 1);
  view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView());
  view.focus();
}
