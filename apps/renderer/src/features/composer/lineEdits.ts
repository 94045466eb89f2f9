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
