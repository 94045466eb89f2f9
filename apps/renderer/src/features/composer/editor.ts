import type { ThreadMention } from "@flightdeck/contract";
import { baseKeymap } from "prosemirror-commands";
import { closeHistory, history, redo, undo } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import type { Node } from "prosemirror-model";
import { type Command, EditorState, NodeSelection, TextSelection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import {
  type Chip,
  chipNode,
  chipOf,
  docText,
  isHuge,
  isLong,
  joinDocs,
  readDraft,
  schema,
  sliceText,
  textDoc,
  textSlice,
  threadsIn,
  writeDraft,
} from "./document.ts";
import { breakLine, indent, surround, toggleSigns } from "./lineEdits.ts";
import { markupPlugin } from "./markup.ts";
import type { Way } from "./message.ts";

/** Where the cursor is: the text of its line before it, in which every chip is one strange character. */
export interface CursorPlace {
  readonly before: string;
  /** It is the first line of the message. */
  readonly first: boolean;
}

export interface MessageEditor {
  /** The message as it is sent. */
  readonly text: () => string;
  /** The message as it is kept, chips and all. */
  readonly draft: () => string;
  /** The threads that chips name. */
  readonly threads: () => ThreadMention[];
  /** Replaces everything and puts the cursor at the end; can be undone. */
  readonly setText: (text: string) => void;
  /** Replaces everything with what was kept. */
  readonly setDraft: (draft: string) => void;
  /** Puts text below what is written and the cursor behind it. */
  readonly append: (text: string) => void;
  readonly focus: () => void;
  readonly setPlaceholder: (placeholder: string) => void;
  /** Puts text in the place of the selection and the cursor behind it. */
  readonly insertText: (text: string) => void;
  /** Puts words in the place of the selection, with the spaces that they need; leaves the focus where it is. */
  readonly insertWords: (words: string) => void;
  /** Puts a chip in the place of the selection. */
  readonly insertChip: (chip: Chip) => void;
  /** Puts text or a chip, and a space, in the place of so many characters before the cursor. */
  readonly replaceBefore: (characters: number, content: string | Chip) => void;
  /** Which option of which list a screen reader is to read out while the list is open. */
  readonly setOption: (option: { readonly list: string; readonly id: string } | undefined) => void;
  readonly destroy: () => void;
}

export interface EditorOptions {
  readonly label: string;
  readonly placeholder: string;
  /** Whether Enter alone sends; else it breaks the line, and Ctrl or Cmd with Enter sends. */
  readonly enterSends: () => boolean;
  readonly onSubmit: (way: Way) => void;
  readonly onChange: (text: string) => void;
  readonly onBlur: () => void;
  /** Whenever text or cursor changed; undefined while something is selected. */
  readonly onCursor: (place: CursorPlace | undefined) => void;
  /** Takes a key before the box does; answers whether it did. */
  readonly onKey: (key: string) => boolean;
  /** Takes a text that is too long for a message; answers whether it did. */
  readonly onHugePaste: (text: string) => boolean;
  /** Earlier messages, newest last, that ↑ brings back into an empty box. */
  readonly earlier: () => readonly string[];
}

/** Signs that go around what is selected when they are typed over it. */
const aroundSigns = new Set(["*", "_", "`", "~"]);

/** A chip of pasted text becomes the text again. */
const expandAt = (state: EditorState, at: number) => {
  const node = state.doc.nodeAt(at);
  const chip = node?.type === schema.nodes.chip ? chipOf(node) : undefined;
  if (chip?.kind !== "paste") return undefined;
  const tr = state.tr.setSelection(TextSelection.create(state.doc, at, at + 1));
  return closeHistory(tr).replaceSelection(textSlice(chip.text)).scrollIntoView();
};

const expandSelected: Command = (state, dispatch) => {
  const { selection } = state;
  const tr = selection instanceof NodeSelection ? expandAt(state, selection.from) : undefined;
  if (tr === undefined) return false;
  dispatch?.(tr);
  return true;
};

/**
 * The box a message is written in. Enter submits, Alt+Enter submits for later, Shift+Enter breaks the line; while an
 * input method composes, both are its own.
 */
export function createMessageEditor(mount: HTMLElement, options: EditorOptions): MessageEditor {
  let placeholder = options.placeholder;
  let option: { readonly list: string; readonly id: string } | undefined;
  let recalled: { readonly at: number; readonly text: string } | undefined;
  /** Shift with the keys of pasting: the text is wanted as it is. */
  let pastesWhole = false;

  const replace = (view: EditorView, doc: Node) => {
    const { tr } = view.state;
    tr.replaceWith(0, tr.doc.content.size, doc.content);
    view.dispatch(tr.setSelection(TextSelection.atEnd(tr.doc)).scrollIntoView());
  };

  const recall =
    (step: 1 | -1): Command =>
    (state, _dispatch, view) => {
      const text = docText(state.doc);
      const unchanged = recalled !== undefined && recalled.text === text;
      if (view === undefined || (text !== "" && !unchanged) || (step === 1 && !unchanged)) return false;
      const earlier = options.earlier();
      const at = (unchanged && recalled !== undefined ? recalled.at : earlier.length) + step;
      if (at < 0) return true;
      const next = earlier[at] ?? "";
      recalled = next === "" ? undefined : { at, text: next };
      replace(view, textDoc(next));
      return true;
    };

  const submit = (way: Way): boolean => {
    options.onSubmit(way);
    return true;
  };
  const onEnter: Command = (state, dispatch, view) =>
    expandSelected(state, dispatch) || (options.enterSends() ? submit("send") : breakLine(state, dispatch, view));

  const view: EditorView = new EditorView(
    { mount },
    {
      state: EditorState.create({
        doc: textDoc(""),
        plugins: [
          history(),
          markupPlugin(),
          keymap({
            Enter: onEnter,
            "Alt-Enter": () => submit("queue"),
            "Mod-Enter": () => submit(options.enterSends() ? "queue" : "send"),
            "Shift-Enter": breakLine,
            "Mod-b": toggleSigns("**"),
            "Mod-i": toggleSigns("_"),
            "Mod-e": toggleSigns("`"),
            Tab: indent(1),
            "Shift-Tab": indent(-1),
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
      handleKeyDown(view, event) {
        pastesWhole = event.shiftKey;
        return !view.composing && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
          ? options.onKey(event.key)
          : false;
      },
      handleTextInput: (view, _from, _to, text) => aroundSigns.has(text) && surround(text)(view.state, view.dispatch),
      handleClickOn(view, _at, _node, nodeAt) {
        const tr = expandAt(view.state, nodeAt);
        if (tr === undefined) return false;
        view.dispatch(tr);
        return true;
      },
      clipboardTextParser: textSlice,
      clipboardTextSerializer: sliceText,
      handlePaste(view, event) {
        const text = event.clipboardData?.getData("text/plain") ?? "";
        if (text === "") return false;
        if (isHuge(text) && options.onHugePaste(text)) return true;
        const tr = closeHistory(view.state.tr);
        const whole = text.replaceAll(/\r\n?/g, "\n");
        if (isLong(text) && !pastesWhole) tr.replaceSelectionWith(chipNode({ kind: "paste", text: whole }), false);
        else tr.replaceSelection(textSlice(text));
        view.dispatch(tr.scrollIntoView());
        return true;
      },
      handleDOMEvents: {
        keydown(view, event) {
          if (!(event.ctrlKey || event.metaKey)) return false;
          readSelection(view);
          // The editor takes these keys even where they mean nothing to it; then they are the window's.
          return !event.altKey && !event.shiftKey && /^[bi]$/i.test(event.key) && view.state.selection.empty;
        },
        blur: () => {
          options.onBlur();
          return false;
        },
      },
      dispatchTransaction(transaction) {
        view.updateState(view.state.apply(transaction));
        if (transaction.docChanged) options.onChange(docText(view.state.doc));
        if (transaction.docChanged || transaction.selectionSet) options.onCursor(cursorIn(view.state));
      },
    },
  );

  return {
    text: () => docText(view.state.doc),
    draft: () => writeDraft(view.state.doc),
    threads: () => threadsIn(view.state.doc),
    setText: (text) => replace(view, textDoc(text)),
    setDraft: (draft) => replace(view, readDraft(draft)),
    append: (text) => replace(view, joinDocs(view.state.doc, textDoc(text))),
    focus: () => view.focus(),
    setPlaceholder(next) {
      placeholder = next;
      view.setProps({}); // draws the attributes again
    },
    insertText(text) {
      view.dispatch(view.state.tr.replaceSelection(textSlice(text)).scrollIntoView());
      view.focus();
    },
    insertWords(words) {
      const { $from, $to } = view.state.selection;
      const before = $from.parent.textBetween(0, $from.parentOffset).at(-1) ?? "";
      const after = $to.parent.textBetween($to.parentOffset, $to.parent.content.size).at(0) ?? "";
      const text = `${/[^\s([{"'`/]/.test(before) ? " " : ""}${words}${/[\p{L}\p{N}]/u.test(after) ? " " : ""}`;
      view.dispatch(view.state.tr.replaceSelection(textSlice(text)).scrollIntoView());
    },
    insertChip(chip) {
      const { tr } = view.state;
      tr.replaceSelectionWith(chipNode(chip), false);
      view.dispatch(tr.insertText(" ").scrollIntoView());
      view.focus();
    },
    replaceBefore(characters, content) {
      const { head } = view.state.selection;
      const { tr } = view.state;
      if (typeof content === "string") tr.insertText(content, head - characters, head);
      else tr.replaceWith(head - characters, head, chipNode(content));
      const end = tr.mapping.map(head);
      if (tr.doc.textBetween(end, Math.min(end + 1, tr.doc.resolve(end).end())) !== " ") tr.insertText(" ", end);
      view.dispatch(tr.setSelection(TextSelection.create(tr.doc, end + 1)).scrollIntoView());
    },
    setOption(next) {
      option = next;
      view.setProps({});
    },
    destroy: () => view.destroy(),
  };
}

/** The browser tells what is selected a moment later, which can be after the key that is meant for it. */
function readSelection(view: EditorView): void {
  const selection = view.dom.ownerDocument.getSelection();
  const { anchorNode, focusNode } = selection ?? {};
  if (!view.state.selection.empty || selection?.isCollapsed !== false || !anchorNode || !focusNode) return;
  if (!view.dom.contains(anchorNode) || !view.dom.contains(focusNode)) return;
  const { tr } = view.state;
  const anchor = tr.doc.resolve(view.posAtDOM(anchorNode, selection.anchorOffset));
  const head = tr.doc.resolve(view.posAtDOM(focusNode, selection.focusOffset));
  view.dispatch(tr.setSelection(TextSelection.between(anchor, head)));
}

function cursorIn({ selection }: EditorState): CursorPlace | undefined {
  const { empty, $head } = selection;
  if (!empty || $head.depth !== 1) return undefined;
  return { before: $head.parent.textBetween(0, $head.parentOffset, undefined, "\ufffc"), first: $head.index(0) === 0 };
}
