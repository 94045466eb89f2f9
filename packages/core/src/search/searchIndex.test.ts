import { ItemId, ThreadId, type ThreadEvent, TurnId } from "@flightdeck/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openStore } from "../store/index.ts";
import { openSearchIndex } from "./searchIndex.ts";
import { innerWords } from "./words.ts";

const turnId = TurnId.parse("turn");

/** An index over threads that said these things. */
function indexOf(threads: Readonly<Record<string, readonly string[]>>) {
  const store = openStore(":memory:");
  const reports: unknown[] = [];
  const index = openSearchIndex({ store, report: (message) => reports.push(message) });
  store.db.prepare("INSERT INTO projects (id, name, path, added_at) VALUES ('p', 'p', '/', 0)").run();
  const thread = store.db.prepare(
    `INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES (?, 'p', ?, '{"title":"","projectId":"p"}', 0)`,
  );
  const row = store.db.prepare("INSERT INTO thread_events (thread_id, seq, at, json) VALUES (?, ?, 0, ?)");
  for (const [name, texts] of Object.entries(threads)) {
    thread.run(name, texts.length);
    const events = texts.map((text, at): { seq: number; event: ThreadEvent } => {
      const item = { id: ItemId.parse(`${name}-${at}`), status: "completed", startedAt: 0 } as const;
      const event = { type: "item.completed", at, turnId, item: { ...item, type: "agent_message", text } } as const;
      return { seq: at + 1, event };
    });
    for (const { seq, event } of events) row.run(name, seq, JSON.stringify(event));
    store.transaction(() => index.note(ThreadId.parse(name), { after: 0, upTo: texts.length, events }));
  }
  return { store, reports, find: (text: string, limit = 50) => index.find({ text, limit }).hits };
}

const texts = {
  a: ["parseThreadRow reads packages/core/src/threads/row.ts", "naïve Über-Straße, кириллица"],
  b: ["日本語の文章を検索する", "the deploy failed: exit code 137 🚀"],
  c: ["a thread", "a row that parses"],
};
const found = indexOf(texts);
const ids = (text: string) => found.find(text).map(({ itemId }) => String(itemId));

test("words are found by their beginning, in any case, without their accents, and inside of names", () => {
  expect(
    ["parse", "THREADROW", "row.ts", "core/src", "naive uber", "strasse", "Кирил", "137", "x"].map((text) => ids(text)),
  ).toEqual([["c-1", "a-0"], [], ["a-0"], ["a-0"], ["a-1"], [], ["a-1"], ["b-1"], []]);
  expect(new Set(ids("row"))).toEqual(new Set(["a-0", "c-1"]));
});

test("words without spaces between them are found by any part, and signs by themselves", () => {
  expect(["検索", "語", "日本語", "る", "語日", "🚀"].map(ids)).toEqual([
    ["b-0"],
    ["b-0"],
    ["b-0"],
    ["b-0"],
    [],
    ["b-1"],
  ]);
});

test("quotes ask for words that follow each other; when not all words stand anywhere, some will do", () => {
  expect(['"a thread"', '"thread a"', "row that", "deploy lighthouse"].map(ids)).toEqual([
    ["c-0"],
    [],
    ["c-1"],
    ["b-1"],
  ]);
});

test("of one thread the best are shown, so that others are seen too", () => {
  const { find } = indexOf({ long: Array.from({ length: 40 }, () => "needle needle"), short: ["a needle in the hay"] });
  const hits = find("needle");
  expect([hits.length, new Set(hits.map(({ threadId }) => threadId)).size]).toEqual([6, 2]);
});

test("nothing that can be typed fails, and every mark lies in its snippet", () => {
  const hostile = [
    '"',
    '""',
    '" OR "',
    "a AND OR NOT b",
    "NEAR(a b, 2)",
    "title:x",
    "body : {a b}",
    "a* ^b + -c",
    "(((",
    "'; DROP TABLE threads; --",
    "\0",
    "\ud800",
    "🚀".repeat(3000),
    "x".repeat(10_000),
    "a ".repeat(5_000),
    '"'.repeat(10_000),
    "ﷺ",
    "*",
    "日".repeat(10_000),
  ];
  for (const text of hostile) expect(() => found.find(text)).not.toThrow();
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.constantFrom(...hostile)), (text) => {
      for (const { snippet } of found.find(text)) {
        for (const [from, to] of snippet.marks) {
          expect(from >= 0 && from < to && to <= snippet.text.length).toBe(true);
        }
      }
    }),
  );
});

test("any word of any text finds it, and the snippet shows where", () => {
  const word = fc.stringMatching(/^[\p{L}\p{N}]{2,12}$/u);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), fc.nat(59), (given, chosen) => {
      const wanted = given[chosen % given.length] ?? "";
      const [hit] = indexOf({ t: [given.join(" ")] }).find(wanted);
      expect(hit?.snippet.marks.length).toBeGreaterThan(0);
    }),
    { numRuns: 50 },
  );
});

test("a broken index costs the words and never the event that brought them", () => {
  const { store, reports } = indexOf({});
  const index = openSearchIndex({ store, report: (message) => reports.push(message) });
  store.db.exec(`
    INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('t', 'p', 1, '{}', 0);
    CREATE TRIGGER broken BEFORE INSERT ON search_items BEGIN SELECT RAISE(ABORT, 'broken'); END;
  `);
  const event: ThreadEvent = { type: "thread.titled", title: "kept", at: 0 };
  store.transaction(() => {
    store.db.prepare("INSERT INTO thread_events (thread_id, seq, at, json) VALUES ('t', 1, 0, ?)").run("{}");
    index.note(ThreadId.parse("t"), { after: 0, upTo: 1, events: [{ seq: 1, event }] });
  });
  expect([reports, store.db.prepare("SELECT count(*) AS n FROM thread_events").get()]).toEqual([
    ["what thread t says cannot be found"],
    { n: 1 },
  ]);
});

test("a long run of letters is read through once", () => {
  expect(innerWords("a".repeat(400_000))).toBe("");
});
