import { ThreadId } from "@flightdeck/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Chip,
  chipNode,
  docText,
  isLong,
  joinDrafts,
  readDraft,
  schema,
  textDoc,
  threadsIn,
  writeDraft,
} from "./document.ts";
import { fileMention, threadMention, typedMention } from "./mention.ts";

const text = fc.string({
  unit: fc.constantFrom(..."ab\n\t @$/`*\"'\\\u001e🚢é".split("").concat("🚢")),
  maxLength: 60,
});
const chip: fc.Arbitrary<Chip> = fc.oneof(
  text.map((path): Chip => ({ kind: "file", path })),
  text.map((title): Chip => ({ kind: "thread", threadId: ThreadId.parse("thread_1"), title })),
  text.map((words): Chip => ({ kind: "paste", text: words })),
);
const line = fc.array(
  fc.oneof(
    text.map((words) => words.replaceAll("\n", "")),
    chip,
  ),
  { maxLength: 5 },
);
const doc = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) =>
  schema.node(
    "doc",
    null,
    lines.map((parts) =>
      schema.node(
        "line",
        null,
        parts.flatMap((part) => (typeof part !== "string" ? chipNode(part) : part === "" ? [] : schema.text(part))),
      ),
    ),
  ),
);

test("any text is the same after it was a document", () => {
  fc.assert(
    fc.property(text, (words) => {
      expect(docText(textDoc(words))).toBe(words);
    }),
  );
});

test("any document is the same after it was a draft, and a text's draft is the text", () => {
  fc.assert(
    fc.property(doc, (written) => {
      const read = readDraft(writeDraft(written));
      expect([docText(read), threadsIn(read)]).toEqual([docText(written), threadsIn(written)]);
    }),
  );
  expect(writeDraft(textDoc("plain\nwords"))).toBe("plain\nwords");
});

test("a draft that makes no sense is shown as it is", () => {
  const broken = [
    "{",
    "null",
    '{"type":"doc"}',
    '{"type":"doc","content":[{"type":"line","content":[{"type":"chip","attrs":{"chip":{"kind":"x"}}}]}]}',
  ];
  for (const words of broken) expect(docText(readDraft(`\u001e${words}`))).toBe(words);
});

test("plain names stand bare, others in quotes that give them back, whatever they are", () => {
  expect(
    ["src/a.ts", "日本/é_1.md", "a (1).txt", "-rf", "two words", 'q"', "line\nbreak", "dot.", "🚢", "a,"].map(
      fileMention,
    ),
  ).toEqual([
    "@src/a.ts",
    "@日本/é_1.md",
    '@"a (1).txt"',
    "@-rf",
    '@"two words"',
    '@"q\\""',
    '@"line\\nbreak"',
    '@"dot."',
    '@"🚢"',
    '@"a,"',
  ]);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 4096 }), (path) => {
      const mention = fileMention(path).slice(1);
      expect(mention.startsWith('"') ? JSON.parse(mention) : mention).toBe(path);
      expect(mention).not.toMatch(/\n/);
    }),
  );
  expect(threadMention("two\n lines ")).toBe("@“two lines”");
});

test("a name is typed after an @ that begins a word, and ends with a space or a chip", () => {
  expect(["@", "see @src/a", '("@x', "a@b.c", "@a b", "@\ufffc", "\ufffc @a-b.c"].map(typedMention)).toEqual([
    "",
    "src/a",
    "x",
    undefined,
    undefined,
    undefined,
    "a-b.c",
  ]);
});

test("a text is long by its lines or by its characters", () => {
  expect([
    isLong("a\n".repeat(20)),
    isLong("a\n".repeat(19)),
    isLong("a".repeat(3001)),
    isLong("a".repeat(3000)),
  ]).toEqual([true, false, true, false]);
});

test("drafts are joined with an empty line between them, and keep their chips", () => {
  const file: Chip = { kind: "file", path: "src/a b.ts" };
  const named = writeDraft(
    schema.node("doc", null, [schema.node("line", null, [schema.text("see "), chipNode(file)])]),
  );
  const joined = joinDrafts(named, "and this");
  expect([
    docText(readDraft(joined)),
    joinDrafts("one", "two"),
    joinDrafts(" ", "two"),
    joinDrafts("one\n \n", "> two\n\n"),
    joinDrafts("one", "one"),
  ]).toEqual(['see @"src/a b.ts"\n\nand this', "one\n\ntwo", "two", "one\n\n> two\n\n", "one"]);
});
