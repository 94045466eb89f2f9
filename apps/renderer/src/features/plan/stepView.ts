import type { Node } from "prosemirror-model";
import type { NodeView, NodeViewConstructor } from "prosemirror-view";
import { idOf } from "./document.ts";

/** Places of one step that the window fills: around its words, which are the document's. */
export interface StepMounts {
  readonly row: HTMLElement;
  readonly grip: HTMLElement;
  readonly acts: HTMLElement;
  readonly notes: HTMLElement;
}

/** Draws steps with places for what belongs to them; `mounts` has those that are in the document, by the step's id. */
export function stepView(mounts: Map<string, StepMounts>): NodeViewConstructor {
  return (first): NodeView => {
    const row = document.createElement("li");
    const place = (name: string) => {
      const element = document.createElement("div");
      element.className = name;
      element.contentEditable = "false";
      return element;
    };
    const words = document.createElement("p");
    words.className = "plan-words";
    words.toggleAttribute("data-empty", first.content.size === 0);
    const own: StepMounts = { row, grip: place("plan-grip"), acts: place("plan-acts"), notes: place("plan-notes") };
    row.className = "plan-step";
    row.append(own.grip, words, own.acts, own.notes);
    let id = idOf(first);
    mounts.set(id, own);
    return {
      dom: row,
      contentDOM: words,
      update(node: Node) {
        if (node.type !== first.type) return false;
        if (idOf(node) !== id) {
          if (mounts.get(id) === own) mounts.delete(id);
          id = idOf(node);
          mounts.set(id, own);
        }
        words.toggleAttribute("data-empty", node.content.size === 0);
        return true;
      },
      stopEvent: (event) => event.target instanceof globalThis.Node && !words.contains(event.target),
      ignoreMutation: (mutation) => !words.contains(mutation.target),
      destroy() {
        if (mounts.get(id) === own) mounts.delete(id);
      },
    };
  };
}
