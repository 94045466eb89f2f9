import type { PlanContent } from "@flightdeck/contract";
import { baseKeymap } from "prosemirror-commands";
import { history, redo, redoDepth, undo, undoDepth } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { Fragment, Slice } from "prosemirror-model";
import { type Command, EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { contentOf, idOf, planDoc, schema, stepNode, stepsIn } from "./document.ts";
import { changesIn, marksPlugin, type Shown, showing } from "./marks.ts";
import { hasChanges } from "./planChanges.ts";
import { type StepMounts, stepView } from "./stepView.ts";
import {
  backspace,
  currentStep,
  forwardDelete,
  idsPlugin,
  limitsPlugin,
  movedStep,
  replaced,
  reworded,
  splitHere,
  stepById,
  withoutStep,
  withStep,
} from "./steps.ts";

/** One step as the window draws what is around its words. */
export interface StepPlace {
  readonly id: string;
  readonly index: number;
  readonly words: string;
  readonly mounts: StepMounts;
  /** The cursor is in it. */
  readonly current: boolean;
  /** Its words are not those that were proposed for it. */
  readonly reworded: boolean;
  /** The place it had in what was proposed, when it stands elsewhere now. */
  readonly movedFrom: number | undefined;
}

/** How the document stands. */
export interface PlanView {
  readonly content: PlanContent;
  readonly steps: readonly StepPlace[];
  readonly changed: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export interface PlanEditor {
  readonly content: () => PlanContent;
  /** Shows another plan, which cannot be undone: it was changed elsewhere. */
  readonly load: (content: PlanContent) => void;
  /** Puts another plan in the place of this one, which can be undone. */
  readonly put: (content: PlanContent) => void;
  readonly show: (shown: Shown) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly move: (from: number, to: number) => void;
  readonly remove: (id: string) => void;
  readonly reset: (id: string) => void;
  readonly add: () => void;
  /** Puts the cursor into a step, or where it was. */
  readonly focus: (id?: string) => void;
  readonly destroy: () => void;
}

export interface PlanEditorOptions {
  readonly content: PlanContent;
  readonly shown: Shown;
  readonly newId: () => string;
  readonly onView: (view: PlanView) => void;
  /** The person changed the plan. */
  readonly onChange: (content: PlanContent) => void;
  readonly onBlur: () => void;
  /** Says what happened, for who does not see it. */
  readonly say: (words: string) => void;
  readonly onComment: (stepId: string | undefined) => void;
}

/** The lines of a text, for the place it is pasted into: steps among steps, lines elsewhere. */
function pasted(text: string, state: EditorState): Slice {
  const lines = text.split(/\r\n?|\n/);
  if (currentStep(state) === undefined) {
    const inTitle = state.selection.$from.parent.type === schema.nodes.title;
    const nodes = (inTitle ? [lines.join(" ")] : lines).map((line) =>
      schema.node("line", null, line === "" ? [] : [schema.text(line)]),
    );
    return new Slice(Fragment.from(nodes), 1, 1);
  }
  const words = lines
    .map((line) => line.replace(/^\s*(?:[-*+]|\d{1,3}[.)])\s+/, "").trim())
    .filter((line) => line !== "");
  return new Slice(Fragment.from((words.length > 1 ? words : [lines.join(" ")]).map((line) => stepNode(line))), 1, 1);
}

/** The plan in ProseMirror. Tab leaves it, Escape is the window's. */
export function createPlanEditor(mount: HTMLElement, options: PlanEditorOptions): PlanEditor {
  const mounts = new Map<string, StepMounts>();
  const { say, newId } = options;

  const dispatch = (tr: Transaction | undefined, words?: string): boolean => {
    if (tr === undefined) return false;
    view.dispatch(tr);
    if (words !== undefined) say(words);
    return true;
  };
  const move = (from: number, to: number): boolean => {
    const of = stepsIn(view.state.doc).length;
    return dispatch(movedStep(view.state, from, to), `Step ${from + 1} is now step ${to + 1} of ${of}`);
  };
  const moveBy =
    (by: 1 | -1): Command =>
    (state) => {
      const step = currentStep(state);
      if (step !== undefined && !move(step.index, step.index + by))
        say(by < 0 ? "It is the first step" : "It is the last step");
      return step !== undefined;
    };
  const remove = (id: string): boolean => {
    const step = stepById(view.state, id);
    return step !== undefined && dispatch(withoutStep(view.state, step), `Step ${step.index + 1} removed`);
  };
  const removeCurrent: Command = (state) => {
    const step = currentStep(state);
    return step !== undefined && remove(idOf(step.node));
  };
  const comment: Command = (state) => {
    const step = currentStep(state);
    options.onComment(step && idOf(step.node));
    return true;
  };
  const put = (content: PlanContent) => dispatch(replaced(view.state, planDoc(content)));

  const begin = (content: PlanContent, shown: Shown): EditorState =>
    EditorState.create({
      doc: planDoc(content),
      plugins: [
        history(),
        idsPlugin(newId),
        limitsPlugin(say),
        marksPlugin(shown, ({ id, step }, index) => {
          dispatch(withStep(view.state, index, step, id), "Step put back");
          view.focus();
        }),
        keymap({
          Enter: splitHere,
          "Shift-Enter": splitHere,
          Backspace: backspace,
          "Mod-Backspace": backspace,
          "Shift-Backspace": backspace,
          Delete: forwardDelete,
          "Mod-Delete": forwardDelete,
          "Alt-ArrowUp": moveBy(-1),
          "Alt-ArrowDown": moveBy(1),
          "Mod-Shift-k": removeCurrent,
          "Mod-Alt-m": comment,
          "Mod-z": undo,
          "Mod-y": redo,
          "Shift-Mod-z": redo,
          Escape: () => false,
        }),
        keymap({ ...baseKeymap, Escape: () => false }),
      ],
    });

  let shown = options.shown;
  const publish = () => options.onView(viewOf(view.state, mounts));
  const view: EditorView = new EditorView(
    { mount },
    {
      state: begin(options.content, shown),
      nodeViews: { step: stepView(mounts) },
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": "Plan",
        class: "plan-document",
        spellcheck: "true",
      },
      clipboardTextParser: (text) => pasted(text, view.state),
      handlePaste(_view, event) {
        const text = event.clipboardData?.getData("text/plain") ?? "";
        if (text === "") return false;
        view.dispatch(view.state.tr.replaceSelection(pasted(text, view.state)).scrollIntoView());
        return true;
      },
      // Words are moved by keys and grips; what is dropped comes as text.
      handleDrop(_view, event, _slice, moved) {
        if (moved) return true;
        const text = event.dataTransfer?.getData("text/plain") ?? "";
        if (text === "") return true;
        view.dispatch(view.state.tr.replaceSelection(pasted(text, view.state)).scrollIntoView());
        return true;
      },
      handleDOMEvents: {
        blur: () => {
          options.onBlur();
          return false;
        },
      },
      dispatchTransaction(transaction) {
        const { state } = view.state.applyTransaction(transaction);
        const changed = !state.doc.eq(view.state.doc);
        view.updateState(state);
        publish();
        if (changed) options.onChange(contentOf(state.doc));
      },
    },
  );
  publish();

  return {
    content: () => contentOf(view.state.doc),
    load(content) {
      const { head } = view.state.selection;
      const next = begin(content, shown);
      const at = TextSelection.near(next.doc.resolve(Math.min(head, next.doc.content.size)), -1);
      view.updateState(next.apply(next.tr.setSelection(at)));
      publish();
    },
    put,
    show(next) {
      shown = next;
      view.dispatch(showing(view.state.tr, next));
    },
    undo: () => void undo(view.state, view.dispatch),
    redo: () => void redo(view.state, view.dispatch),
    move,
    remove,
    reset(id) {
      const step = stepById(view.state, id);
      const before = shown.proposed?.steps.find((one) => one.id === id);
      if (step !== undefined && before !== undefined)
        dispatch(reworded(view.state, step, before.step), `Step ${step.index + 1} reads as it was proposed`);
    },
    add() {
      dispatch(withStep(view.state, stepsIn(view.state.doc).length));
      view.focus();
    },
    focus(id) {
      const step = id === undefined ? undefined : stepById(view.state, id);
      if (step !== undefined) {
        const end = TextSelection.create(view.state.doc, step.at + step.node.nodeSize - 1);
        view.dispatch(view.state.tr.setSelection(end).scrollIntoView());
      }
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

function viewOf(state: EditorState, mounts: ReadonlyMap<string, StepMounts>): PlanView {
  const changes = changesIn(state);
  const current = currentStep(state)?.index;
  const steps = stepsIn(state.doc).flatMap(({ index, node }): StepPlace[] => {
    const id = idOf(node);
    const own = mounts.get(id);
    if (own === undefined) return [];
    return [
      {
        id,
        index,
        words: node.textContent,
        mounts: own,
        current: index === current,
        reworded: changes?.steps.get(id)?.some(({ kind }) => kind !== "added") === true,
        movedFrom: changes?.moved.get(id),
      },
    ];
  });
  return {
    content: contentOf(state.doc),
    steps,
    changed: changes !== undefined && hasChanges(changes),
    canUndo: undoDepth(state) > 0,
    canRedo: redoDepth(state) > 0,
  };
}
