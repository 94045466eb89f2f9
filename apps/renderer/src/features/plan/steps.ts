import { chainCommands, deleteSelection, joinBackward, joinForward, splitBlock } from "prosemirror-commands";
import { closeHistory } from "prosemirror-history";
import { Fragment } from "prosemirror-model";
import { type Command, type EditorState, Plugin, TextSelection, type Transaction } from "prosemirror-state";
import { idOf, type PlacedStep, schema, stepNode, stepsIn, tooMuch } from "./document.ts";

/** The step that the cursor is in. */
export function currentStep({ doc, selection }: EditorState): PlacedStep | undefined {
  const { head } = selection;
  return stepsIn(doc).find(({ at, node }) => head > at && head < at + node.nodeSize);
}

export const stepById = ({ doc }: EditorState, id: string): PlacedStep | undefined =>
  stepsIn(doc).find(({ node }) => idOf(node) === id);

/** The step taken to another place among the steps; the cursor stays among its words. */
export function movedStep(state: EditorState, from: number, to: number): Transaction | undefined {
  const steps = stepsIn(state.doc);
  const step = steps[from];
  if (step === undefined || steps[to] === undefined || from === to) return undefined;
  const { anchor, head } = state.selection;
  const inside = (place: number) => place > step.at && place < step.at + step.node.nodeSize;
  const tr = closeHistory(state.tr).delete(step.at, step.at + step.node.nodeSize);
  const left = steps.filter(({ index }) => index !== from);
  const before = left[to];
  const last = left.at(-1);
  const end = last === undefined ? step.at : last.at + last.node.nodeSize;
  const place = tr.mapping.map(before?.at ?? end);
  tr.insert(place, step.node);
  if (inside(anchor) && inside(head)) {
    const by = place - step.at;
    tr.setSelection(TextSelection.create(tr.doc, anchor + by, head + by));
  }
  return tr;
}

/** Takes a step away; the last one that is left is emptied. */
export function withoutStep(state: EditorState, { index, at, node }: PlacedStep): Transaction {
  const tr = closeHistory(state.tr);
  if (stepsIn(state.doc).length === 1) return tr.delete(at + 1, at + node.nodeSize - 1);
  tr.delete(at, at + node.nodeSize);
  const neighbour = stepsIn(tr.doc)[Math.max(0, index - 1)];
  if (neighbour === undefined) return tr;
  return tr.setSelection(TextSelection.create(tr.doc, neighbour.at + neighbour.node.nodeSize - 1)).scrollIntoView();
}

/** Puts a step at a place among the steps, with the cursor at its end. */
export function withStep(state: EditorState, index: number, words = "", id = ""): Transaction {
  const steps = stepsIn(state.doc);
  const last = steps.at(-1);
  // A lone step without words is where the next one goes.
  const lone = steps.length === 1 && last?.node.content.size === 0 ? last : undefined;
  const at = lone?.at ?? steps[index]?.at ?? (last === undefined ? 0 : last.at + last.node.nodeSize);
  const node = stepNode(words, id);
  const tr = closeHistory(state.tr).replaceWith(at, lone === undefined ? at : at + lone.node.nodeSize, node);
  return tr.setSelection(TextSelection.create(tr.doc, at + node.nodeSize - 1)).scrollIntoView();
}

/** Enter: the title leads to the explanation, a line and a step are split. A step keeps its id with its words. */
export const splitHere: Command = (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  if ($from.parent.type === schema.nodes.title) {
    dispatch?.(state.tr.setSelection(TextSelection.near(state.doc.resolve($from.after() + 1), 1)).scrollIntoView());
    return true;
  }
  const step = empty ? currentStep(state) : undefined;
  if (step === undefined) return splitBlock(state, dispatch, view);
  // No step without words before or behind another one.
  if (step.node.content.size === 0) return true;
  if ($from.parentOffset > 0) return splitBlock(state, dispatch, view);
  const tr = closeHistory(state.tr).insert(step.at, stepNode(""));
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, step.at + 1)).scrollIntoView());
  return true;
};

/** At an edge of the title, the explanation and the steps nothing joins what is beyond, nor does the browser. */
const atEdge =
  (edge: "start" | "end"): Command =>
  ({ selection: { empty, $from } }) =>
    empty && $from.parentOffset === (edge === "start" ? 0 : $from.parent.content.size);

/** Backspace in the first step, when it has no words. */
const dropEmptyStep: Command = (state, dispatch) => {
  const step = state.selection.empty ? currentStep(state) : undefined;
  if (step === undefined || step.node.content.size > 0 || stepsIn(state.doc).length === 1) return false;
  dispatch?.(withoutStep(state, step));
  return true;
};

export const backspace = chainCommands(deleteSelection, dropEmptyStep, joinBackward, atEdge("start"));
export const forwardDelete = chainCommands(deleteSelection, joinForward, atEdge("end"));

/** Every step has an id of its own: of two with the same, made by a split or a paste, the first keeps it. */
export function idsPlugin(newId: () => string): Plugin {
  return new Plugin({
    appendTransaction(transactions, _before, state) {
      if (!transactions.some(({ docChanged }) => docChanged)) return null;
      const seen = new Set<string>();
      const { tr } = state;
      for (const { at, node } of stepsIn(state.doc)) {
        if (idOf(node) === "" || seen.has(idOf(node))) tr.setNodeAttribute(at, "id", newId());
        else seen.add(idOf(node));
      }
      return tr.docChanged ? tr : null;
    },
  });
}

/** Nothing is written that could not be kept; `onFull` says why. */
export function limitsPlugin(onFull: (why: string) => void): Plugin {
  return new Plugin({
    filterTransaction(transaction, state) {
      const why = transaction.docChanged ? tooMuch(transaction.doc) : undefined;
      if (why === undefined || tooMuch(state.doc) !== undefined) return true;
      onFull(why);
      return false;
    },
  });
}

/** Other content in the place of all, as one change that can be undone. */
export function replaced(state: EditorState, doc: EditorState["doc"]): Transaction {
  const tr = closeHistory(state.tr).replaceWith(0, state.doc.content.size, Fragment.from(doc.content));
  const { head } = state.selection;
  return tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(head, tr.doc.content.size)), -1));
}

/** A step with the words that it had. */
export function reworded(state: EditorState, { at, node }: PlacedStep, words: string): Transaction {
  const tr = closeHistory(state.tr);
  return words === "" ? tr : tr.replaceWith(at + 1, at + node.nodeSize - 1, schema.text(words));
}
