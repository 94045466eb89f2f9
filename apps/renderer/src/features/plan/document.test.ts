import { type PlanContent, PlanEdit, planContent } from "@flightdeck/contract";
import fc from "fast-check";
import { baseKeymap } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { type Command, EditorState, TextSelection } from "prosemirror-state";
import { expect, test } from "vitest";
import { contentOf, idOf, planDoc, stepsIn } from "./document.ts";
import {
  backspace,
  forwardDelete,
  idsPlugin,
  limitsPlugin,
  movedStep,
  replaced,
  splitHere,
  withoutStep,
  withStep,
} from "./steps.ts";

const plan: PlanContent = {
  title: "Cache",
  text: "Keep the answer.\n\n- in memory\n",
  steps: [
    { id: "a", step: "Write it" },
    { id: "b", step: "Test it" },
    { id: "c", step: "Ship it" },
  ],
};

function begin(content: PlanContent, onFull: (why: string) => void = () => {}): EditorState {
  let made = 0;
  const plugins = [history(), idsPlugin(() => `new-${++made}`), limitsPlugin(onFull)];
  return EditorState.create({ doc: planDoc(content), plugins });
}

const run = (state: EditorState, command: Command): EditorState => {
  let next = state;
  command(state, (tr) => (next = state.apply(tr)));
  return next;
};
const cursor = (state: EditorState, step: number, offset: number): EditorState => {
  const at = (stepsIn(state.doc)[step]?.at ?? 0) + 1 + offset;
  return state.apply(state.tr.setSelection(TextSelection.create(state.doc, at)));
};
const ids = (state: EditorState) => stepsIn(state.doc).map(({ node }) => [idOf(node), node.textContent]);

test("a plan is the same after it was a document, blank lines and signs of Markdown included", () => {
  const hostile = { ...plan, text: "# <b>x</b>\n\n```\n  code\t\n```\n\u202e[x](javascript:1)" };
  expect([
    contentOf(planDoc(plan)),
    contentOf(planDoc(hostile)),
    contentOf(planDoc({ title: "", text: "", steps: [] })),
  ]).toEqual([plan, hostile, { title: "", text: "", steps: [] }]);
});

test("Enter splits a step, whose id stays with its first words; at its begin it makes room before it", () => {
  expect([
    ids(run(cursor(begin(plan), 0, 5), splitHere)),
    ids(run(cursor(begin(plan), 1, 0), splitHere)),
    ids(run(cursor(begin(plan), 2, 7), splitHere)),
    ids(run(run(cursor(begin(plan), 2, 7), splitHere), splitHere)).length,
  ]).toEqual([
    [
      ["a", "Write"],
      ["new-1", " it"],
      ["b", "Test it"],
      ["c", "Ship it"],
    ],
    [
      ["a", "Write it"],
      ["new-1", ""],
      ["b", "Test it"],
      ["c", "Ship it"],
    ],
    [
      ["a", "Write it"],
      ["b", "Test it"],
      ["c", "Ship it"],
      ["new-1", ""],
    ],
    4,
  ]);
});

test("Backspace joins a step with the one before it, and nothing with what is no step", () => {
  expect([
    ids(run(cursor(begin(plan), 1, 0), backspace)),
    ids(run(cursor(begin(plan), 0, 0), backspace)),
    ids(run(run(cursor(begin(plan), 1, 0), splitHere), backspace)),
    ids(run(cursor(begin(plan), 2, 7), forwardDelete)),
  ]).toEqual([
    [
      ["a", "Write itTest it"],
      ["c", "Ship it"],
    ],
    [
      ["a", "Write it"],
      ["b", "Test it"],
      ["c", "Ship it"],
    ],
    [
      ["a", "Write it"],
      ["b", "Test it"],
      ["c", "Ship it"],
    ],
    [
      ["a", "Write it"],
      ["b", "Test it"],
      ["c", "Ship it"],
    ],
  ]);
});

test("a moved step takes id and cursor along, and comes back with one undo", () => {
  const state = cursor(begin(plan), 0, 3);
  const tr = movedStep(state, 0, 2);
  if (tr === undefined) throw new Error("not moved");
  const moved = state.apply(tr);
  expect({
    moved: ids(moved),
    cursor: moved.selection.$head.parentOffset,
    in: moved.selection.$head.parent.textContent,
    back: ids(run(moved, undo)),
    nowhere: [movedStep(state, 0, 3), movedStep(state, 0, -1), movedStep(state, 1, 1)],
  }).toEqual({
    moved: [
      ["b", "Test it"],
      ["c", "Ship it"],
      ["a", "Write it"],
    ],
    cursor: 3,
    in: "Write it",
    back: ids(state),
    nowhere: [undefined, undefined, undefined],
  });
});

test("what could not be kept is not written, and says why", () => {
  const why: string[] = [];
  const state = begin(plan, (reason) => why.push(reason));
  const [first] = stepsIn(state.doc);
  const full = state.applyTransaction(state.tr.insertText("x".repeat(1000), (first?.at ?? 0) + 1)).state;
  expect({ same: full.doc.eq(state.doc), why }).toEqual({
    same: true,
    why: ["A step holds at most 1,000 characters"],
  });
});

/** What a person may do, with places as shares of the document. */
const act = fc.oneof(
  fc.record({
    kind: fc.constantFrom("enter", "backspace", "delete", "undo", "redo", "all"),
    at: fc.nat(99),
    to: fc.nat(99),
  }),
  fc.record({ kind: fc.constantFrom("move", "remove", "add"), at: fc.nat(99), to: fc.nat(99) }),
  fc.record({
    kind: fc.constantFrom("type", "put"),
    at: fc.nat(99),
    to: fc.nat(99),
    text: fc.string({ maxLength: 30 }),
  }),
);

function does(state: EditorState, deed: typeof act extends fc.Arbitrary<infer Deed> ? Deed : never): EditorState {
  const { size } = state.doc.content;
  const place = (share: number) => TextSelection.near(state.doc.resolve(Math.floor((share / 100) * size)));
  const [anchor, head] = [place(deed.at).anchor, place(deed.kind === "enter" ? deed.at : deed.to).head];
  const chosen = state.apply(
    state.tr.setSelection(TextSelection.between(state.doc.resolve(anchor), state.doc.resolve(head))),
  );
  const steps = stepsIn(state.doc);
  const step = steps[deed.at % steps.length];
  switch (deed.kind) {
    case "enter":
      return run(chosen, splitHere);
    case "backspace":
      return run(chosen, backspace);
    case "delete":
      return run(chosen, forwardDelete);
    case "undo":
      return run(state, undo);
    case "redo":
      return run(state, redo);
    case "all":
      return run(run(state, baseKeymap["Mod-a"] ?? (() => false)), backspace);
    case "move": {
      const tr = movedStep(state, deed.at % steps.length, deed.to % steps.length);
      return tr === undefined ? state : state.apply(tr);
    }
    case "remove":
      return step === undefined ? state : state.apply(withoutStep(state, step));
    case "add":
      return state.apply(withStep(state, deed.at % (steps.length + 1)));
    case "put":
      return state.apply(replaced(state, planDoc({ ...plan, title: "text" in deed ? deed.text : "" })));
    default:
      return chosen.applyTransaction(chosen.tr.insertText("text" in deed ? deed.text : "")).state;
  }
}

test("whatever a person does, the document stays a plan: every step has words and an id of its own", () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 25 }), (deeds) => {
      let state = begin(plan);
      for (const deed of deeds) {
        state = does(state, deed);
        state.doc.check();
        const content = contentOf(state.doc);
        expect(PlanEdit.parse({ ...content, comments: [] })).toEqual({ ...content, comments: [] });
        const named = stepsIn(state.doc).map(({ node }) => idOf(node));
        expect(new Set(named).size).toBe(named.length);
        expect(named).not.toContain("");
        expect(contentOf(planDoc(content))).toEqual(content);
      }
    }),
  );
});

test("words that change leave the ids of the steps as they were", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(2), fc.string({ maxLength: 20 })), { maxLength: 10 }), (edits) => {
      let state = begin(plan);
      for (const [step, text] of edits) {
        const at = stepsIn(state.doc)[step]?.at ?? 0;
        state = state.applyTransaction(state.tr.insertText(text, at + 1)).state;
      }
      expect(stepsIn(state.doc).map(({ node }) => idOf(node))).toEqual(["a", "b", "c"]);
    }),
  );
});

test("steps of a log without ids are known by their place", () => {
  const steps = [
    { step: "One", status: "pending" as const },
    { id: "x", step: "Two", status: "pending" as const },
  ];
  const item = { id: "item" as never, type: "plan", status: "completed", startedAt: 0, steps } as const;
  expect(planContent(item).steps).toEqual([
    { id: "item:1", step: "One" },
    { id: "x", step: "Two" },
  ]);
});
