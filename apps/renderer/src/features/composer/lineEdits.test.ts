import { type Command, EditorState, TextSelection } from "prosemirror-state";
import { expect, test } from "vitest";
import { docText, textDoc } from "./document.ts";
import { breakLine, indent, nextMarker, surround, toggleSigns } from "./lineEdits.ts";
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

/** What a command makes of a text in which `[` and `]` stand for the selection, or `|` for the cursor. */
function after(marked: string, command: Command): string | undefined {
  const at = marked.search(/[[|]/);
  const text = marked.replaceAll(/[[\]|]/g, "");
  const end = marked.includes("]") ? marked.indexOf("]") - 1 : at;
  const doc = textDoc(text);
  let state = EditorState.create({ doc, selection: TextSelection.create(doc, at + 1, end + 1) });
  if (!command(state, (tr) => (state = state.apply(tr)))) return undefined;
  const { from, to } = state.selection;
  const now = docText(state.doc);
  return from === to
    ? `${now.slice(0, from - 1)}|${now.slice(from - 1)}`
    : `${now.slice(0, from - 1)}[${now.slice(from - 1, to - 1)}]${now.slice(to - 1)}`;
}

test("a key puts signs around what is selected and takes them away again, from outside and from within", () => {
  const bold = toggleSigns("**");
  expect(["a [b] c", "a **[b]** c", "a [**b**] c", "[**]", "a |b"].map((text) => after(text, bold))).toEqual([
    "a **[b]** c",
    "a [b] c",
    "a [b] c",
    "**[**]**",
    undefined,
  ]);
});

test("behind the mark of a point Tab moves it in and out, elsewhere it is free to leave the box", () => {
  expect(["- |a", "1. |a", "- a|", "> |a", "|a"].map((text) => after(text, indent(1)))).toEqual([
    "  - |a",
    "  1. |a",
    undefined,
    undefined,
    undefined,
  ]);
  expect(["    - |a", " - |a", "- |a"].map((text) => after(text, indent(-1)))).toEqual(["  - |a", "- |a", undefined]);
});
