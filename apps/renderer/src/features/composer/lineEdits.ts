import { splitBlock } from "prosemirror-commands";
import { type Command, type EditorState, TextSelection } from "prosemirror-state";
import { schema } from "./document.ts";

/** What a line of a list or a quotation begins with: its indentation, its mark, and the box of a task. */
const marker = /^(\s*)(?:([-*+])|(\d{1,9})([.)])|(>))( +)(\[[ xX]\] +)?/;

/** What the next line of a list begins with; undefined where the line is of none. */
export function nextMarker(line: string): string | undefined {
  const [whole, indent = "", bullet, number, dot = "", quote, gap = " ", task] = marker.exec(line) ?? [];
  if (whole === undefined) return undefined;
  const mark = bullet ?? quote ?? `${Number(number) + 1}${dot}`;
  return `${indent}${mark}${gap}${task === undefined ? "" : "[ ] "}`;
}

/** Whether a line is a list's mark and nothing behind it. */
const isBareMarker = (line: string): boolean => marker.exec(line)?.[0].trimEnd() === line.trimEnd();

const fence = /^\s*(`{3,}|~{3,})/;

/** Whether a fence that the line opens is closed further down. */
function isOpenFence(state: EditorState, line: number): boolean {
  let open = false;
  state.doc.forEach((node, _offset, index) => {
    if (fence.test(node.textContent)) open = index <= line ? !open : false;
  });
  return open;
}

/**
 * Breaks the line as Markdown goes on: a list with its next mark, code with its indentation; a mark that nothing
 * follows goes, and a fence that was just opened is closed behind the cursor.
 */
export const breakLine: Command = (state, dispatch, view) => {
  const { $head, empty } = state.selection;
  const line = $head.parent.textContent;
  const atEnd = empty && $head.parentOffset === $head.parent.content.size;
  if (!atEnd || $head.depth !== 1) return splitBlock(state, dispatch, view);
  if (isBareMarker(line)) {
    dispatch?.(state.tr.delete($head.start(), $head.end()).scrollIntoView());
    return true;
  }
  const opened = fence.exec(line);
  const at = $head.after();
  if (opened !== null && isOpenFence(state, $head.index(0))) {
    const indent = /^\s*/.exec(line)?.[0] ?? "";
    const tr = state.tr.insert(at, [textLine(indent), textLine(indent + (opened[1] ?? ""))]);
    dispatch?.(tr.setSelection(TextSelection.create(tr.doc, at + 1 + indent.length)).scrollIntoView());
    return true;
  }
  const begin = nextMarker(line) ?? /^\s*/.exec(line)?.[0] ?? "";
  if (begin === "") return splitBlock(state, dispatch, view);
  const tr = state.tr.insert(at, textLine(begin));
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, at + 1 + begin.length)).scrollIntoView());
  return true;
};

const textLine = (text: string) => schema.node("line", null, text === "" ? [] : [schema.text(text)]);

/** Puts a sign on both sides of what is selected in one line, and keeps it selected. */
export const surround =
  (sign: string): Command =>
  (state, dispatch) => {
    const { from, to, empty, $from, $to } = state.selection;
    if (empty || !$from.sameParent($to)) return false;
    const tr = state.tr.insertText(sign, to).insertText(sign, from);
    dispatch?.(tr.setSelection(TextSelection.create(tr.doc, from + sign.length, to + sign.length)));
    return true;
  };

/** The same by a key that takes the sign away again: from around what is selected, or from within it. */
export const toggleSigns =
  (sign: string): Command =>
  (state, dispatch) => {
    const { from, to, empty, $from, $to } = state.selection;
    if (empty || !$from.sameParent($to)) return false;
    const { length } = sign;
    const text = (a: number, b: number) => state.doc.textBetween(a, b, undefined, "\ufffc");
    const outside =
      $from.parentOffset >= length &&
      $to.parentOffset + length <= $to.parent.content.size &&
      text(from - length, from) === sign &&
      text(to, to + length) === sign;
    if (outside) {
      dispatch?.(state.tr.delete(to, to + length).delete(from - length, from));
      return true;
    }
    const inside = to - from > 2 * length && text(from, from + length) === sign && text(to - length, to) === sign;
    if (inside) {
      dispatch?.(state.tr.delete(to - length, to).delete(from, from + length));
      return true;
    }
    return surround(sign)(state, dispatch);
  };

/** Moves a point of a list in or out while the cursor is right behind its mark; elsewhere the key is free. */
export const indent =
  (step: 1 | -1): Command =>
  (state, dispatch) => {
    const { $head, empty } = state.selection;
    const line = $head.parent.textContent;
    const mark = marker.exec(line);
    if (!empty || $head.depth !== 1 || mark === null || mark[5] !== undefined) return false;
    if ($head.parentOffset !== mark[0].length) return false;
    const spaces = mark[1]?.length ?? 0;
    if (step === -1 && spaces === 0) return false;
    const start = $head.start();
    dispatch?.(step === 1 ? state.tr.insertText("  ", start) : state.tr.delete(start, start + Math.min(2, spaces)));
    return true;
  };
