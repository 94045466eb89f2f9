import { EditorState, TextSelection } from "prosemirror-state";
import { expect, test } from "vitest";
import { docText, textDoc } from "./document.ts";
import { breakLine, nextMarker, surround } from "./lineEdits.ts";
import { marksOf } from "./markup.ts";

/** The text after Shift+Enter at `|`, with the cursor in it. */
function broken(text: string): string {
  const lines = text.split("\n");
  const index = lines.findIndex((line) => line.includes("|"));
  const doc = textDoc(text.replace("|", ""));
  let at = 1;
  for (const line of lines.slice(0, index)) at += line.length + 2;
  at += lines[index]?.indexOf("|") ?? 0;
  let state = EditorState.create({ doc, selection: TextSelection.create(doc, at) });
  breakLine(state, (tr) => (state = state.apply(tr)));
  state = state.apply(state.tr.insertText("|"));
  return docText(state.doc);
}

test("lists go on, numbered ones count, tasks begin open, an empty mark goes", () => {
  expect(
    ["- a|", "  * a|", "9. a|", "- [x] a|", "> a|", "- a\n- |", "plain|", "    code|", "- a|b", "* a\n|"].map(broken),
  ).toEqual([
    "- a\n- |",
    "  * a\n  * |",
    "9. a\n10. |",
    "- [x] a\n- [ ] |",
    "> a\n> |",
    "- a\n|",
    "plain\n|",
    "    code\n    |",
    "- a\n|b",
    "* a\n\n|",
  ]);
  expect(["-a", "1.a", "text", "**b**"].map(nextMarker)).toEqual([undefined, undefined, undefined, undefined]);
});

test("a fence that was opened is closed behind the cursor, one that closes is not", () => {
  expect(["```ts|", "  ~~~|", "```\ncode\n```|"].map(broken)).toEqual([
    "```ts\n|\n```",
    "  ~~~\n  |\n  ~~~",
    "```\ncode\n```\n|",
  ]);
});

test("a sign that is typed over a selection goes around it", () => {
  const doc = textDoc("make it loud");
  let state = EditorState.create({ doc, selection: TextSelection.create(doc, 9, 13) });
  surround("*")(state, (tr) => (state = state.apply(tr)));
  surround("*")(state, (tr) => (state = state.apply(tr)));
  expect(docText(state.doc)).toBe("make it **loud**");
});

test("what looks like Markdown is marked, what stands in code is not", () => {
  const found = (line: string) => marksOf(line).map(({ from, to, look }) => `${look} ${line.slice(from, to)}`);
  expect([
    found("**b** and *i* and _i_ and ~~s~~"),
    found("`**no**` snake_case_name 2*3*4 __init__"),
    found("- [ ] task"),
    found("## head"),
    found("plain"),
  ]).toEqual([
    ["strong **b**", "emphasis *i*", "emphasis _i_", "strike ~~s~~"],
    ["code `**no**`", "strong __init__"],
    ["sign - [ ]"],
    ["sign ##"],
    [],
  ]);
});
