import { chmodSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DiffScope, ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { createShadows } from "../git/index.ts";
import { git, makeRepository, temporaryFolder, write } from "../git/testing/repository.ts";
import { createReview, type ReviewPlace } from "../review/index.ts";
import { openStore } from "../store/index.ts";
import { createReading, type Reading } from "./index.ts";

const threadId = "t1" as ThreadId; // an id in form
const lines = (count: number, change: (line: number) => string | undefined = () => undefined): string =>
  Array.from({ length: count }, (_, at) => `${change(at) ?? `line ${at}`}\n`).join("");
/** Lines with some of them replaced. */
const edited = (changes: Readonly<Record<number, string>>, count = 60): string => lines(count, (at) => changes[at]);

/** A branch `work` of main, in whose folder files are written. */
function fixture(files: Readonly<Record<string, string | Uint8Array>>, most?: number) {
  const temporary = temporaryFolder();
  const root = makeRepository(join(temporary.path, "project"), files);
  const base = git(root, "branch", "--show-current").trim();
  git(root, "switch", "--quiet", "-c", "work");
  const store = openStore(":memory:");
  store.db.exec(`
    INSERT INTO projects (id, name, path, added_at) VALUES ('p1', 'app', '/app', 1);
    INSERT INTO threads (id, project_id, last_seq, row, updated_at) VALUES ('t1', 'p1', 1, '{}', 1);
  `);
  const review = createReview({ shadows: createShadows({ root: join(temporary.path, "shadows") }) });
  const told: string[] = [];
  const open = (): Reading =>
    createReading({
      store,
      review,
      tell: (_, progress) =>
        told.push(progress ? `${progress.read}/${progress.hunks}${"!".repeat(progress.fresh)}` : "nothing"),
      report: (message) => told.push(message),
      ...(most === undefined ? {} : { most }),
    });
  let reading = open();
  let turn: Pick<ReviewPlace, "before" | "after"> = {};
  const scopeOf = (scope: DiffScope) => ({ threadId, scope, place: { path: root, base, ...turn } });
  /** `path read/hunks`, and `!` for each hunk that changed since the person looked. */
  const count = async (scope: DiffScope = { kind: "branch" }): Promise<string[]> =>
    (await reading.count(scopeOf(scope))).files.map(
      ({ path, hunks, read, fresh }) => `${path} ${read}/${hunks}${"!".repeat(fresh)}`,
    );
  const mark = async (
    what: string | { path: string; hunk: number },
    read = true,
    scope: DiffScope = { kind: "branch" },
  ) => {
    const { fingerprint } = await reading.count(scopeOf(scope));
    if (what === "all") return reading.mark(scopeOf(scope), { fingerprint, read, what });
    if (typeof what === "string") return reading.mark(scopeOf(scope), { fingerprint, read, what: { paths: [what] } });
    const { files: found } = await reading.changes(scopeOf(scope), [what.path]);
    const keys = found[0]?.hunks[what.hunk]?.map(({ key }) => key) ?? [];
    return reading.mark(scopeOf(scope), { fingerprint, read, what: { path: what.path, keys } });
  };
  return {
    root,
    store,
    count,
    mark,
    scopeOf,
    /** What lists heard of the thread since it was asked. */
    told: () => told.splice(0),
    get reading() {
      return reading;
    },
    /** As after the death of a host. */
    restart: () => {
      reading = open();
    },
    /** What follows is a turn: until `end` it runs. */
    begin: () => {
      turn = { before: tree(root) };
      return { end: () => (turn = { ...turn, after: tree(root) }) };
    },
    [Symbol.dispose]: () => {
      store.close();
      temporary[Symbol.dispose]();
    },
  };
}

/** The folder as a commit, as a checkpoint has it. */
function tree(root: string): string {
  git(root, "add", "--all");
  const found = git(root, "write-tree").trim();
  const commit = git(root, "commit-tree", found, "-m", "checkpoint").trim();
  git(root, "reset", "--quiet");
  return commit;
}

test("a hunk, a file and everything are read and unread, and a host that dies forgets nothing", async () => {
  using at = fixture({ a: edited({}), b: edited({}) });
  write(at.root, { a: edited({ 5: "A", 30: "B", 50: "C" }), b: edited({ 5: "D" }) });
  expect(await at.count()).toEqual(["a 0/3", "b 0/1"]);
  await at.mark({ path: "a", hunk: 1 });
  at.restart();
  expect(await at.count()).toEqual(["a 1/3", "b 0/1"]);
  await at.mark("b");
  await at.mark("all");
  expect(await at.count()).toEqual(["a 3/3", "b 1/1"]);
  await at.mark({ path: "a", hunk: 0 }, false);
  expect(await at.count()).toEqual(["a 2/3", "b 1/1"]);
  await at.mark("all", false);
  expect(await at.count()).toEqual(["a 0/3", "b 0/1"]);
});

test("lists hear how far a thread is read: of marks, of a count of all its work, of what came after a turn", async () => {
  using at = fixture({ a: edited({}) });
  const thread = at.scopeOf({ kind: "branch" });
  const turnEnds = async () => {
    at.reading.recount(thread);
    at.reading.recount(thread);
    await at.reading.settled();
    return at.told();
  };
  write(at.root, { a: edited({ 5: "A", 30: "B" }) });
  await at.count();
  expect([at.told(), await turnEnds()]).toEqual([[], []]); // nobody has read any of it
  await at.mark({ path: "a", hunk: 0 });
  expect(at.told()).toEqual(["1/2"]);
  write(at.root, { a: edited({ 5: "A", 30: "C", 50: "D" }) });
  expect(await turnEnds()).toEqual(["1/3!!", "1/3!!"]);
  await at.count({ kind: "uncommitted" });
  expect(at.told()).toEqual([]);
  await at.mark("a", true, { kind: "uncommitted" });
  await at.reading.settled();
  expect(at.told()).toEqual(["3/3"]);
  git(at.root, "checkout", "--quiet", "--", "a");
  expect((await turnEnds()).at(-1)).toBe("nothing");
  rmSync(at.root, { recursive: true });
  expect(await turnEnds()).toEqual([]);
});

test("after new work only what changed is unread, wherever the lines have moved to", async () => {
  using at = fixture({ a: edited({}), b: edited({}), c: edited({}) });
  write(at.root, { a: edited({ 15: "A", 30: "B" }), b: edited({ 5: "D", 40: "E" }) });
  await at.mark("a");
  await at.mark({ path: "b", hunk: 0 });
  expect(await at.count()).toEqual(["a 2/2", "b 1/2"]);
  write(at.root, {
    a: `first\n${edited({ 15: "A", 30: "B", 31: "more" })}`,
    b: edited({ 5: "D", 40: "E", 55: "F" }),
    c: edited({ 5: "G" }),
  });
  // In b the second hunk was there, unread, when the person looked; the third was not.
  expect(await at.count()).toEqual(["a 1/3!!", "b 1/3!", "c 0/1!"]);
  await at.mark("a");
  await at.mark({ path: "b", hunk: 2 });
  expect(await at.count()).toEqual(["a 3/3", "b 2/3", "c 0/1!"]);
  await at.mark("c");
  write(at.root, { c: edited({ 5: "H" }) });
  expect(await at.count()).toEqual(["a 3/3", "b 2/3", "c 0/1!"]);
});

test("what was read in one scope is read in the others, committed or not", async () => {
  using at = fixture({ a: edited({}), "dos.txt": "a\r\nb\r\nc\r\n" });
  write(at.root, { a: edited({ 5: "A" }) });
  git(at.root, "commit", "--quiet", "-am", "earlier");
  const turn = at.begin();
  write(at.root, { a: edited({ 5: "A", 7: "near", 40: "B" }), "dos.txt": "a\r\nB\r\nc\r\n" });
  turn.end();
  expect(await at.count({ kind: "last_turn" })).toEqual(["a 0/2", "dos.txt 0/1"]);
  await at.mark("all", true, { kind: "last_turn" });
  // The first hunk has a change of the turn before, too.
  expect(await at.count({ kind: "branch" })).toEqual(["a 1/2", "dos.txt 1/1"]);
  expect(await at.count({ kind: "uncommitted" })).toEqual(["a 2/2", "dos.txt 1/1"]);
  await at.mark({ path: "a", hunk: 0 });
  git(at.root, "commit", "--quiet", "-am", "work");
  expect(await at.count({ kind: "branch" })).toEqual(["a 2/2", "dos.txt 1/1"]);
});

test("of equal changes each is known for itself", async () => {
  const block = (text: string, at: number) => `open ${at}\n  a\n  b\n  ${text}\n  c\n  d\nclose ${at}\n\n\n`;
  const blocks = (...texts: readonly string[]) => texts.map(block).join("");
  using at = fixture({ a: blocks("old", "old", "old") });
  write(at.root, { a: blocks("new", "new", "new") });
  await at.mark({ path: "a", hunk: 1 });
  const readHunks = async () =>
    (await at.reading.changes(at.scopeOf({ kind: "branch" }), ["a"])).files[0]?.hunks.map((hunk) =>
      hunk.every(({ read }) => read),
    );
  expect(await readHunks()).toEqual([false, true, false]);
  await at.mark({ path: "a", hunk: 0 });
  expect(await readHunks()).toEqual([true, true, false]);
});

test("what has no lines can be read: pictures, modes, renames, empty files, submodules", async () => {
  using at = fixture({
    "pic.png": Uint8Array.of(0, 1),
    "run.sh": "x\n",
    "old.ts": edited({}),
    "moved.ts": edited({ 1: "m" }),
    gone: Uint8Array.of(0, 7),
  });
  write(at.root, { "pic.png": Uint8Array.of(0, 2), empty: "", "run.sh": "x\ny\n" });
  chmodSync(join(at.root, "run.sh"), 0o755);
  renameSync(join(at.root, "moved.ts"), join(at.root, "elsewhere.ts"));
  rmSync(join(at.root, "gone"));
  const commit = git(at.root, "rev-parse", "HEAD").trim();
  git(at.root, "clone", "--quiet", at.root, join(at.root, "sub"));
  git(at.root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "./sub", "sub");
  expect(commit).toHaveLength(40);
  const names = [".gitmodules", "elsewhere.ts", "empty", "gone", "pic.png", "run.sh", "sub"];
  expect(await at.count()).toEqual(names.map((name) => `${name} 0/1`));
  await at.mark("all");
  expect(await at.count()).toEqual(names.map((name) => `${name} 1/1`));
  write(at.root, { "pic.png": Uint8Array.of(0, 3) });
  chmodSync(join(at.root, "run.sh"), 0o644);
  expect((await at.count()).filter((line) => /pic|run/.test(line))).toEqual(["pic.png 0/1!", "run.sh 1/1"]);
});

test("a rename keeps what was read, of files of the base and of new ones", async () => {
  using at = fixture({ "old.ts": edited({}) });
  write(at.root, { "old.ts": edited({ 5: "A", 40: "B" }), "made.ts": "one\ntwo\n" });
  await at.mark({ path: "old.ts", hunk: 0 });
  await at.mark("made.ts");
  renameSync(join(at.root, "old.ts"), join(at.root, "new.ts"));
  renameSync(join(at.root, "made.ts"), join(at.root, "remade.ts"));
  expect(await at.count()).toEqual(["new.ts 1/2", "remade.ts 1/1"]);
  await at.mark({ path: "new.ts", hunk: 0 }, false);
  expect(await at.count()).toEqual(["new.ts 0/2", "remade.ts 1/1"]);
});

test("a copy of a file that is still there is not read with it", async () => {
  using at = fixture({ a: "x\n" });
  write(at.root, { "made.ts": "one\ntwo\n" });
  await at.mark("made.ts");
  write(at.root, { "copy.ts": "one\ntwo\n" });
  expect(await at.count()).toEqual(["copy.ts 0/1!", "made.ts 1/1"]);
});

test("bytes that are no text are not taken for each other", async () => {
  using at = fixture({ "latin.txt": "a\n" });
  write(at.root, { "latin.txt": Uint8Array.of(0xe9, 10) });
  await at.mark("all");
  write(at.root, { "latin.txt": Uint8Array.of(0xe8, 10) });
  expect(await at.count()).toEqual(["latin.txt 0/1!"]);
});

test("what is marked is what was shown, though the folder has moved on", async () => {
  using at = fixture({ a: edited({}) });
  write(at.root, { a: edited({ 5: "A" }) });
  const { fingerprint } = await at.reading.count(at.scopeOf({ kind: "branch" }));
  write(at.root, { a: edited({ 5: "A", 40: "unseen" }) });
  await at.reading.mark(at.scopeOf({ kind: "branch" }), { fingerprint, read: true, what: "all" });
  expect(await at.count()).toEqual(["a 1/2!"]);
  at.restart();
  const late = at.reading.mark(at.scopeOf({ kind: "branch" }), { fingerprint, read: true, what: "all" });
  await expect(late).rejects.toMatchObject({ code: "diff_changed" });
});

test("what is marked while something else is still being marked holds", async () => {
  const names = Array.from({ length: 50 }, (_, at) => `f${String(at).padStart(2, "0")}`);
  using at = fixture(Object.fromEntries(names.map((name) => [name, "x\n"])));
  write(at.root, Object.fromEntries(names.map((name) => [name, "y\n"])));
  const scope = at.scopeOf({ kind: "branch" });
  const { fingerprint } = await at.reading.count(scope);
  await Promise.all([
    at.reading.mark(scope, { fingerprint, read: true, what: "all" }),
    at.reading.mark(scope, { fingerprint, read: false, what: { paths: ["f49"] } }),
  ]);
  expect((await at.count()).filter((line) => !line.endsWith("1/1"))).toEqual(["f49 0/1"]);
});

test("so many marks are kept of a thread, the oldest go, and all go with the thread", async () => {
  using at = fixture({ a: lines(1), b: lines(1), c: lines(1) }, 2);
  write(at.root, { a: "1\n", b: "2\n", c: "3\n" });
  for (const path of ["a", "b", "c"]) await at.mark(path);
  expect(await at.count()).toEqual(["a 0/1", "b 1/1", "c 1/1"]);
  at.store.db.exec("DELETE FROM threads");
  expect(
    at.store.db.prepare("SELECT (SELECT count(*) FROM read_changes) + (SELECT count(*) FROM read_looks)").pluck().get(),
  ).toBe(0);
});

test("every window hears of a mark", async () => {
  using at = fixture({ a: "x\n" });
  write(at.root, { a: "y\n" });
  const stop = new AbortController();
  const watch = at.reading.watch(threadId, stop.signal);
  expect((await watch.next()).value).toEqual({ revision: 0 });
  const next = watch.next();
  await at.mark("all");
  expect((await next).value).toEqual({ revision: 1 });
  stop.abort();
});
