import type { PlanContent } from "@flightdeck/contract";
import { type Node, Schema } from "prosemirror-model";

/** The plan as one document: a title, an explanation in Markdown line by line, and steps that are one paragraph each. */
export const schema = new Schema({
  nodes: {
    doc: { content: "title explanation steps" },
    title: { content: "text*", isolating: true, parseDOM: [{ tag: "h3" }], toDOM: () => ["h3", 0] },
    explanation: { content: "line+", isolating: true, toDOM: () => ["div", { class: "plan-explanation" }, 0] },
    line: {
      content: "text*",
      whitespace: "pre",
      parseDOM: [{ tag: "p" }, { tag: "div" }, { tag: "pre", preserveWhitespace: "full" }],
      toDOM: () => ["p", 0],
    },
    steps: { content: "step+", isolating: true, toDOM: () => ["ol", { "aria-label": "Steps" }, 0] },
    step: {
      content: "text*",
      whitespace: "pre",
      attrs: { id: { default: "" } },
      parseDOM: [{ tag: "li" }],
      toDOM: () => ["li", 0],
    },
    text: {},
  },
});

const textIn = (text: string): Node[] => (text === "" ? [] : [schema.text(text)]);

/** A step's node; without an id the document gives it one. */
export const stepNode = (step: string, id = ""): Node => schema.node("step", { id }, textIn(step));

/** The id of a step's node. */
export const idOf = (step: Node): string => step.attrs.id as string; // only `stepNode` and `idsPlugin` set it

export function planDoc({ title, text, steps }: PlanContent): Node {
  const lines = text.split(/\r\n?|\n/).map((line) => schema.node("line", null, textIn(line)));
  const nodes = steps.map(({ id, step }) => stepNode(step, id));
  return schema.node("doc", null, [
    schema.node("title", null, textIn(title)),
    schema.node("explanation", null, lines),
    schema.node("steps", null, nodes.length > 0 ? nodes : [stepNode("")]),
  ]);
}

export const titleIn = (doc: Node): string => doc.child(0).textContent;
export const linesIn = (doc: Node): string[] => doc.child(1).children.map((line) => line.textContent);

/** The plan that the document is: steps without words are none. */
export const contentOf = (doc: Node): PlanContent => ({
  title: titleIn(doc).trim(),
  text: linesIn(doc).join("\n"),
  steps: doc.child(2).children.flatMap((step) => {
    const words = step.textContent.trim();
    return words === "" ? [] : [{ id: idOf(step), step: words }];
  }),
});

/** A step with its place among the steps and in the document. */
export interface PlacedStep {
  readonly index: number;
  /** Where its node begins. */
  readonly at: number;
  readonly node: Node;
}

export function stepsIn(doc: Node): PlacedStep[] {
  const steps: PlacedStep[] = [];
  const begin = doc.content.size - doc.child(2).nodeSize + 1;
  doc.child(2).forEach((node, offset, index) => steps.push({ index, at: begin + offset, node }));
  return steps;
}

/** Why a document is no plan that can be kept, in a person's words. */
export function tooMuch(doc: Node): string | undefined {
  const steps = doc.child(2).children;
  if (titleIn(doc).length > 200) return "The title holds at most 200 characters";
  if (steps.length > 100) return "A plan holds at most 100 steps";
  if (steps.some((step) => step.content.size > 1000)) return "A step holds at most 1,000 characters";
  if (doc.child(1).content.size > 200_000) return "The explanation is as long as it can be";
  return undefined;
}
