import type { PlanContent } from "@flightdeck/contract";
import type { Node } from "prosemirror-model";
import { type EditorState, Plugin, PluginKey, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { hiddenIn, visibleText } from "../../ui/visibleText.ts";
import { marksOf } from "../composer/markup.ts";
import type { Part } from "./compare.ts";
import { idOf, schema, stepsIn } from "./document.ts";
import { hasChanges, type PlanChanges, planChanges } from "./planChanges.ts";
import { currentStep } from "./steps.ts";

/** What is shown over the words: the person's changes of what was proposed. */
export interface Shown {
  /** Undefined when nobody knows what was proposed. */
  readonly proposed: PlanContent | undefined;
  readonly on: boolean;
}

interface Marks {
  readonly shown: Shown;
  readonly changes: PlanChanges | undefined;
  readonly words: DecorationSet;
}

const key = new PluginKey<Marks>("planMarks");

/** What the person changed, as far as it can be known. */
export const changesIn = (state: EditorState): PlanChanges | undefined => key.getState(state)?.changes;

/** Shows other changes, or none. */
export const showing = (tr: Transaction, shown: Shown): Transaction =>
  tr.setMeta(key, shown).setMeta("addToHistory", false);

/** Markdown looks like it, hidden signs are seen, and what was changed stands against what was proposed. */
export function marksPlugin(
  shown: Shown,
  onPutBack: (step: PlanContent["steps"][number], index: number) => void,
): Plugin {
  const look = (doc: Node, now: Shown): Marks => {
    const changes = now.proposed === undefined ? undefined : planChanges(now.proposed, doc);
    const visible = now.on && changes !== undefined && hasChanges(changes) ? changedMarks(doc, changes, onPutBack) : [];
    return {
      shown: now,
      changes,
      words: DecorationSet.create(doc, [...markdownMarks(doc), ...hiddenMarks(doc), ...visible]),
    };
  };
  return new Plugin<Marks>({
    key,
    state: {
      init: (_config, { doc }) => look(doc, shown),
      apply(transaction, before) {
        const next = transaction.getMeta(key) as Shown | undefined; // only `showing` sets it
        return transaction.docChanged || next !== undefined ? look(transaction.doc, next ?? before.shown) : before;
      },
    },
    props: {
      decorations(state) {
        const words = key.getState(state)?.words ?? DecorationSet.empty;
        const step = currentStep(state);
        if (step === undefined) return words;
        return words.add(state.doc, [Decoration.node(step.at, step.at + step.node.nodeSize, { class: "is-current" })]);
      },
    },
  });
}

const fence = /^\s*(`{3,}|~{3,})/;

function markdownMarks(doc: Node): Decoration[] {
  const found: Decoration[] = [];
  let fenced = false;
  const markWords = (text: string, at: number) => {
    for (const { from, to, look } of marksOf(text))
      found.push(Decoration.inline(at + from, at + to, { class: `md-${look}` }));
  };
  doc.descendants((node, at) => {
    if (node.type === schema.nodes.step) markWords(node.textContent, at + 1);
    if (node.type !== schema.nodes.line) return;
    const text = node.textContent;
    const edge = fence.test(text);
    const whole = (look: string) => found.push(Decoration.node(at, at + node.nodeSize, { class: look }));
    if (edge || fenced) {
      whole(edge ? "md-fence" : "md-block");
      if (edge) fenced = !fenced;
      return;
    }
    if (/^\s*#{1,6} /.test(text)) whole("md-head");
    markWords(text, at + 1);
  });
  return found;
}

function hiddenMarks(doc: Node): Decoration[] {
  const found: Decoration[] = [];
  doc.descendants((node, at) => {
    if (!node.isText) return;
    for (const { index, length, sign } of hiddenIn(node.text ?? ""))
      found.push(Decoration.inline(at + index, at + index + length, { class: "plan-sign", "data-sign": sign }));
  });
  return found;
}

/** Words that are gone, as they were; they are not part of the document. */
function gone(text: string, tag: "del" | "p"): HTMLElement {
  const words = document.createElement("del");
  words.textContent = visibleText(text);
  if (tag === "del") return words;
  const block = document.createElement("p");
  block.className = "plan-gone";
  block.append(words);
  return block;
}

function changedMarks(
  doc: Node,
  changes: PlanChanges,
  onPutBack: (step: PlanContent["steps"][number], index: number) => void,
): Decoration[] {
  const found: Decoration[] = [];
  const widget = (at: number, name: string, draw: () => HTMLElement) =>
    found.push(Decoration.widget(at, draw, { side: -1, key: name, ignoreSelection: true, stopEvent: () => true }));
  const inText = (at: number, parts: readonly Part[] | undefined) => {
    let place = at;
    for (const { kind, text } of parts ?? []) {
      if (kind === "removed") widget(place, `gone ${text}`, () => gone(text, "del"));
      if (kind === "added") found.push(Decoration.inline(place, place + text.length, { nodeName: "ins" }));
      if (kind !== "removed") place += text.length;
    }
  };
  inText(1, changes.title);

  const explanation = doc.child(0).nodeSize;
  const lineCount = doc.child(1).childCount;
  const goneLines = (index: number, at: number) => {
    for (const text of changes.goneLines.get(index) ?? []) widget(at, `line ${text}`, () => gone(text, "p"));
  };
  doc.child(1).forEach((_line, offset, index) => {
    goneLines(index, explanation + 1 + offset);
    inText(explanation + 2 + offset, changes.lines.get(index));
  });
  goneLines(lineCount, explanation + doc.child(1).nodeSize - 1);

  const steps = stepsIn(doc);
  const goneSteps = (index: number, at: number) => {
    for (const step of changes.goneSteps.get(index) ?? [])
      widget(at, `step ${step.id} ${index}`, () => goneStep(step.step, () => onPutBack(step, index)));
  };
  for (const { index, at, node } of steps) {
    goneSteps(index, at);
    inText(at + 1, changes.steps.get(idOf(node)));
  }
  goneSteps(steps.length, doc.content.size - 1);
  return found;
}

/** A step that the person removed, where it stood, with the way back. */
function goneStep(words: string, onPutBack: () => void): HTMLElement {
  const row = document.createElement("li");
  row.className = "plan-gone";
  row.append(gone(words, "del"));
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Put back";
  button.setAttribute("aria-label", `Put back the step: ${visibleText(words).slice(0, 80)}`);
  button.addEventListener("click", onPutBack);
  row.append(button);
  return row;
}
