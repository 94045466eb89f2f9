import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeToolBench, type ToolBench } from "./testing/toolBench.ts";

let tools: ToolBench;
beforeEach(async () => {
  tools = await makeToolBench();
});
afterEach(() => tools[Symbol.asyncDispose]());

const patch = (...lines: readonly string[]): string => ["*** Begin Patch", ...lines, "*** End Patch", ""].join("\n");
const addTo = (path: string): string => patch(`*** Add File: ${path}`, "+changed");
const inside = (path: string): string => join(tools.bench.worktree, path);
const read = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, "utf8") : undefined);

test("a patch is applied after the checkpoint, and its item holds the diffs", async () => {
  const text = patch(
    "*** Update File: file.txt",
    "*** Move to: moved.txt",
    "@@",
    "-one",
    "+ONE",
    "*** Add File: src/new.txt",
    "+new",
  );
  const { item, text: output, asked, checkpoints, shown } = await tools.call("apply_patch", text);
  expect({
    item,
    output,
    asked,
    checkpoints,
    first: shown[0]?.status,
    files: [read(inside("moved.txt")), read(inside("src/new.txt"))],
  }).toEqual({
    item: {
      id: expect.any(String),
      type: "file_change",
      status: "completed",
      startedAt: expect.any(Number),
      endedAt: expect.any(Number),
      changes: [
        {
          path: "file.txt",
          kind: "update",
          movedTo: "moved.txt",
          additions: 1,
          deletions: 1,
          diff: "@@ -1,1 +1,1 @@\n-one\n+ONE\n",
        },
        { path: "src/new.txt", kind: "add", additions: 1, deletions: 0, diff: "@@ -0,0 +1,1 @@\n+new\n" },
      ],
    },
    output: "Applied:\nM file.txt -> moved.txt\nA src/new.txt",
    asked: [],
    checkpoints: 1,
    first: "running",
    files: ["ONE\n", "new\n"],
  });
});

test.each([
  ["no patch at all", "hello", /first line of a patch/],
  [
    "lines that are not there",
    patch("*** Update File: file.txt", "@@", "-two", "+2"),
    /file\.txt does not have these lines:\n {2}two/,
  ],
])("a patch that does not apply changes nothing and says why: %s", async (_name, text, reason) => {
  const { item, text: output, checkpoints } = await tools.call("apply_patch", text);
  expect([
    item.status,
    item.type === "file_change" && item.error,
    output,
    checkpoints,
    read(inside("file.txt")),
  ]).toEqual(["failed", expect.stringMatching(reason), expect.stringMatching(reason), 0, "one\n"]);
});

test.each(["input", "patch"])("a patch that comes wrapped in JSON as '%s' is applied like any other", async (name) => {
  const { item } = await tools.call("apply_patch", JSON.stringify({ [name]: addTo("wrapped.txt") }));
  expect({ status: item.status, file: read(inside("wrapped.txt")) }).toEqual({
    status: "completed",
    file: "changed\n",
  });
});

test("a file outside is changed only when the person agrees", async () => {
  const path = join(tools.bench.outside, "new");
  const declined = await tools.call("apply_patch", addTo(path), { answers: ["decline"] });
  const before = read(path);
  const approved = await tools.call("apply_patch", addTo(path), { answers: ["approve"] });
  expect([declined.asked, declined.item.status, before, approved.item.status, read(path)]).toEqual([
    [{ kind: "file_change", paths: [path], reason: "outside" }],
    "declined",
    undefined,
    "completed",
    "changed\n",
  ]);
});

test.each([".git", ".agents/skills/x/SKILL.md", ".flightdeck/setup"])(
  "a protected path is read-only: %s",
  async (path) => {
    const before = read(inside(path));
    const { asked, item } = await tools.call("apply_patch", addTo(path), { answers: ["decline"] });
    expect([asked, item.status, read(inside(path))]).toEqual([
      [{ kind: "file_change", paths: [path], reason: "read_only" }],
      "declined",
      before,
    ]);
  },
);

test("in read-only mode every change asks, and shows what it is about", async () => {
  const { asked, shown } = await tools.call("apply_patch", addTo("new.txt"), {
    mode: "read-only",
    answers: ["decline"],
  });
  const [first] = shown;
  expect([
    asked.map((request) => "reason" in request && request.reason),
    first?.type === "file_change" && first.changes.length,
  ]).toEqual([["read_only"], 1]);
});

test("untrusted asks for every change, and an approval for the thread holds for its files", async () => {
  const options = { approval: "untrusted", answers: ["approve_for_thread"] } as const;
  const first = await tools.call("apply_patch", addTo("a.txt"), options);
  const again = await tools.call("apply_patch", addTo("a.txt"), { approval: "untrusted" });
  const other = await tools.call("apply_patch", addTo("b.txt"), { approval: "untrusted", answers: ["decline"] });
  expect(
    [first, again, other].map(({ asked }) => asked.map((request) => "reason" in request && request.reason)),
  ).toEqual([["untrusted"], [], ["untrusted"]]);
});

test("under never what may not be changed is refused as text", async () => {
  const path = join(tools.bench.outside, "new");
  const { asked, text, item } = await tools.call("apply_patch", addTo(path), { approval: "never" });
  expect([asked, item.status, text, read(path)]).toEqual([
    [],
    "failed",
    expect.stringContaining("may not be changed: it lies outside of the folder you work in"),
    undefined,
  ]);
});

test("full access changes files anywhere without asking", async () => {
  const path = join(tools.bench.outside, "new");
  const { asked } = await tools.call("apply_patch", addTo(path), { mode: "full-access" });
  expect([asked, read(path)]).toEqual([[], "changed\n"]);
});

test("a link that leads out is refused without a question", async () => {
  symlinkSync(tools.bench.outside, inside("way"));
  const { asked, text } = await tools.call("apply_patch", addTo("way/new"));
  expect([asked, text, read(join(tools.bench.outside, "new"))]).toEqual([
    [],
    expect.stringContaining("way/new leads out of the folder through a link"),
    undefined,
  ]);
});

test.each(["secrets", "worktrees/project/other/x"])("Flightdeck's own files may not be touched: %s", async (name) => {
  const path = join(tools.bench.home, name);
  const before = read(path);
  const { asked, text } = await tools.call("apply_patch", addTo(path));
  expect([asked, text, read(path)]).toEqual([[], expect.stringContaining("agents may not touch"), before]);
});

test("a folder swapped for a link while the person thinks is not followed", async () => {
  mkdirSync(inside("sub"));
  writeFileSync(inside("sub/file"), "mine\n");
  const call = tools.call("apply_patch", addTo("sub/file"), {
    approval: "untrusted",
    answers: ["approve"],
    onAsk: () => {
      rmSync(inside("sub"), { recursive: true });
      symlinkSync(tools.bench.outside, inside("sub"));
    },
  });
  const { item } = await call;
  expect([item.status, read(join(tools.bench.outside, "file"))]).toEqual(["failed", "outside"]);
});

test("an interrupt before the first write changes nothing", async () => {
  const stop = new AbortController();
  stop.abort();
  const { item } = await tools.call("apply_patch", addTo("new.txt"), { signal: stop.signal });
  expect([item.status, read(inside("new.txt"))]).toEqual(["interrupted", undefined]);
});
