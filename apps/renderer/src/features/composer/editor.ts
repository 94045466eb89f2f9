import { baseKeymap, splitBlock } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { Fragment, type Node, Schema, Slice } from "prosemirror-model";
import { type Command, EditorState, TextSelection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import type { Way } from "./message.ts";

/** Lines of plain text and nothing else: whatever is pasted becomes that. */
const schema = new Schema({
  nodes: {
    doc: { content: "line+" },
    line: {
      content: "text*",
      parseDOM: [{ tag: "p" }, { tag: "div" }, { tag: "li" }, { tag: "pre", preserveWhitespace: "full" }],
      toDOM: () => ["p", 0],
    },
    text: {},
  },
});

const toDoc = (text: string): Node => schema.node("doc", null, lines(text));
const lines = (text: string): Node[] =>
  text.split(/\r\n?|\n/).map((line) => schema.node("line", null, line === "" ? [] : [schema.text(line)]));
const toText = (doc: Node): string => doc.textBetween(0, doc.content.size, "\n");
const toSlice = (text: string): Slice => new Slice(Fragment.from(lines(text)), 1, 1);

export interface MessageEditor {
  readonly text: () => string;
  /** Replaces everything and puts the cursor at the end; can be undone. */
  readonly setText: (text: string) => void;
  readonly focus: () => void;
  readonly setPlaceholder: (placeholder: string) => void;
  /** Puts text in the place of the selection and the cursor behind it. */
  readonly insertText: (text: string) => void;
  /** Puts words in the place of the selection, with the spaces that they need; leaves the focus where it is. */
  readonly insertWords: (words: string) => void;
  /** Puts text in the place of so many characters before the cursor. */
  readonly replaceBefore: (characters: number, text: string) => void;
  /** Which option of which list a screen reader is to read out while the list is open. */
  readonly setOption: (option: { readonly list: string; readonly id: string } | undefined) => void;
  readonly destroy: () => void;
}

export interface EditorOptions {
  readonly label: string;
  readonly placeholder: string;
  readonly onSubmit: (way: Way) => void;
  readonly onChange: (text: string) => void;
  readonly onBlur: () => void;
  /** The text of the cursor's line before it, whenever one of the two changed; undefined while something is selected. */
  readonly onCursor: (before: string | undefined) => void;
  /** Takes a key before the box does; answers whether it did. */
  readonly onKey: (key: string) => boolean;
  /** Earlier messages, newest last, that ↑ brings back into an empty box. */
  readonly earlier: () => readonly string[];
}

/** The box a message is written in. Enter submits, Alt+Enter submits for later, Shift+Enter breaks the line; while an input method composes, both are its own. */
export function createMessageEditor(mount: HTMLElement, options: EditorOptions): MessageEditor {
  let placeholder = options.placeholder;
  let option: { readonly list: string; readonly id: string } | undefined;
  let recalled: { readonly at: number; readonly text: string } | undefined;

  const replace = (view: EditorView, text: string) => {
    const { tr } = view.state;
    tr.replaceWith(0, tr.doc.content.size, toDoc(text).content);
    view.dispatch(tr.setSelection(TextSelection.atEnd(tr.doc)).scrollIntoView());
  };

  const recall =
    (step: 1 | -1): Command =>
    (state, _dispatch, view) => {
      const text = toText(state.doc);
      const unchanged = recalled !== undefined && recalled.text === text;
      if (view === undefined || (text !== "" && !unchanged) || (step === 1 && !unchanged)) return false;
      const earlier = options.earlier();
      const at = (unchanged && recalled !== undefined ? recalled.at : earlier.length) + step;
      if (at < 0) return true;
      const next = earlier[at] ?? "";
      recalled = next === "" ? undefined : { at, text: next };
      replace(view, next);
      return true;
    };

  const submit =
    (way: Way): Command =>
    () => {
      options.onSubmit(way);
      return true;
    };

  const view: EditorView = new EditorView(
    { mount },
    {
      state: EditorState.create({
        doc: toDoc(""),
        plugins: [
          history(),
          keymap({
            Enter: submit("send"),
            "Alt-Enter": submit("queue"),
            "Mod-Enter": submit("queue"),
            "Shift-Enter": splitBlock,
            "Mod-z": undo,
            "Mod-y": redo,
            "Shift-Mod-z": redo,
            ArrowUp: recall(-1),
            ArrowDown: recall(1),
          }),
          // Escape is the window's: it leads from the box to what waits for an answer.
          keymap({ ...baseKeymap, Escape: () => false }),
        ],
      }),
      attributes: (state) => ({
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": options.label,
        "aria-placeholder": placeholder,
        "data-placeholder": placeholder,
        class: "message-box",
        spellcheck: "true",
        ...(option === undefined ? {} : { "aria-controls": option.list, "aria-activedescendant": option.id }),
        ...(state.doc.childCount === 1 && state.doc.firstChild?.content.size === 0 ? { "data-empty": "" } : {}),
      }),
      handleKeyDown: (view, event) =>
        !view.composing && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
          ? options.onKey(event.key)
          : false,
      clipboardTextParser: toSlice,
      clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, "\n"),
      handlePaste(view, event) {
        const text = event.clipboardData?.getData("text/plain") ?? "";
        if (text === "") return false;
        view.dispatch(view.state.tr.replaceSelection(toSlice(text)).scrollIntoView());
        return true;
      },
      handleDOMEvents: {
        blur: () => {
          options.onBlur();
          return false;
        },
      },
      dispatchTransaction(transaction) {
        view.updateState(view.state.apply(transaction));
        if (transaction.docChanged) options.onChange(toText(view.state.doc));
        if (transaction.docChanged || transaction.selectionSet) {
          const { empty, $head } = view.state.selection;
          options.onCursor(empty ? $head.parent.textBetween(0, $head.parentOffset) : undefined);
        }
      },
    },
  );

  return {
    text: () => toText(view.state.doc),
    setText: (text) => replace(view, text),
    focus: () => view.focus(),
    setPlaceholder(next) {
      placeholder = next;
      view.setProps({}); // draws the attributes again
    },
    insertText(text) {
      view.dispatch(view.state.tr.replaceSelection(toSlice(text)).scrollIntoView());
      view.focus();
    },
    insertWords(words) {
      const { $from, $to } = view.state.selection;
      const before = $from.parent.textBetween(0, $from.parentOffset).at(-1) ?? "";
      const after = $to.parent.textBetween($to.parentOffset, $to.parent.content.size).at(0) ?? "";
      const text = `${/[^\s([{"'`/]/.test(before) ? " " : ""}${words}${/[\p{L}\p{N}]/u.test(after) ? " " : ""}`;
      view.dispatch(view.state.tr.replaceSelection(toSlice(text)).scrollIntoView());
    },
    replaceBefore(characters, text) {
      const { head } = view.state.selection;
      view.dispatch(view.state.tr.insertText(text, head - characters, head).scrollIntoView());
    },
    setOption(next) {
      option = next;
      view.setProps({});
    },
    destroy: () => view.destroy(),
  };
}
