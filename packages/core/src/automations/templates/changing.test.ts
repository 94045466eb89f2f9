import { join } from "node:path";
import { standInGh, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import {
  change,
  commandOf,
  coreFor,
  nothingLeft,
  reports,
  run,
  runTemplate,
  template,
  write,
} from "../testing/templateRun.ts";

const program = {
  "sum.js": "/** The sum of all. */\nexports.sum = (all) => all.slice(1).reduce((a, b) => a + b, 0);\n",
  "README.md": "Run `node sum.js`. It listens on port 3000 by default.\n",
  "server.js": "exports.port = Number(process.env.PORT ?? 4000);\n",
};
const byKind = (a: readonly unknown[], b: readonly unknown[]): number => String(a[0]).localeCompare(String(b[0]));
const failing = [
  'const { sum } = require("./sum.js");',
  "// Promised: the sum of all.",
  'require("node:assert").equal(sum([1, 2]), 3);',
];
const proof = "node sum.proof.test.js";
const bug = {
  title: "A sum leaves out its first number",
  body: "sum.js promises the sum of all.",
  priority: "P1",
  path: "sum.js",
  line: 2,
  proof: { command: proof, output: "2 == 3" },
};

test("the bug hunt reports what its own test proves, and leaves the test for review", async () => {
  await using repo = await temporaryRepository({ files: program });
  await using on = await coreFor(repo);
  const done = await runTemplate(on, "bug-hunt", [
    run(commandOf("bug-hunt", "git ls-files")),
    run("cat sum.js"),
    write("sum.proof.test.js", failing),
    run(proof),
    run(proof),
    reports({ outcome: "found", summary: "1 bug in 2 files", findings: [bug] }),
  ]);
  expect(done.printed[0]).toMatch(/sum\.js[\s\S]*server\.js|server\.js[\s\S]*sum\.js/);
  expect(done.printed[0]).not.toMatch(/README/);
  expect(done.printed[3]).toMatch(/2 == 3/);
  expect([done.run.outcome, done.run.changes?.files, done.asked, done.worktree]).toEqual(["found", 1, [], "ready"]);
  expect(done.entries.map(({ kind, path, proof: shown }) => [kind, path, shown]).sort(byKind)).toEqual([
    ["changes", undefined, undefined],
    ["finding", "sum.js", "proven"],
  ]);
});

test("a suspicion that its test refutes leaves nothing, and no worktree", async () => {
  await using repo = await temporaryRepository({ files: program });
  await using on = await coreFor(repo);
  const done = await runTemplate(on, "bug-hunt", [
    write("port.proof.test.js", ['require("node:assert").equal(require("./server.js").port, 4000);']),
    run("node port.proof.test.js && echo passes"),
    run("rm port.proof.test.js"),
    reports({ outcome: "nothing", summary: "Read 2 files; nothing proven" }),
  ]);
  expect([done.printed[1], nothingLeft(done), done.worktree]).toEqual([
    expect.stringMatching(/^passes$/m),
    { state: "completed", outcome: "nothing", entries: [["nothing", true]], archived: true },
    "removed",
  ]);
});

test("the nightly review finds the commit that broke something, with a test that fails", async () => {
  await using repo = await temporaryRepository({
    files: { "sum.js": "/** The sum of all. */\nexports.sum = (all) => all.reduce((a, b) => a + b, 0);\n" },
  });
  await repo.commit("Make sums faster", { "sum.js": program["sum.js"] });
  await using on = await coreFor(repo);
  const log = commandOf("nightly-review", "git log --since");
  const done = await runTemplate(on, "nightly-review", [
    run(log),
    run(commandOf("nightly-review", "git diff FIRST^ HEAD", { FIRST: "HEAD" })),
    write("sum.proof.test.js", failing),
    run(proof),
    reports({ outcome: "found", summary: "2 commits, 1 finding", findings: [bug] }),
  ]);
  expect(done.printed[0]).toMatch(/Make sums faster/);
  expect(done.printed[1]).toMatch(/sum\.js/);
  expect(done.entries.map(({ kind, proof: shown }) => [kind, shown]).sort(byKind)).toEqual([
    ["changes", undefined],
    ["finding", "proven"],
  ]);
  const quiet = await runTemplate(on, "nightly-review", [
    run(log.replace("24 hours ago", new Date(Date.now() + 60_000).toISOString())),
    reports({ outcome: "nothing", summary: "No commits" }),
  ]);
  expect([nothingLeft(quiet).outcome, quiet.archived, quiet.worktree]).toEqual(["nothing", true, "removed"]);
});

test("a failing check is read from the forge with one yes, mended, and waits for review", async () => {
  await using repo = await temporaryRepository({
    files: { ...program, "check.js": 'require("node:assert").equal(require("./sum.js").sum([1, 2]), 3);\n' },
  });
  await using folder = await temporaryFolder();
  const gh = await standInGh(join(folder.path, "bin"));
  await using on = await coreFor(repo);
  const commit = (await repo.git("rev-parse", "HEAD")).trim();
  const question = /justification "(May I[^"]*)"/.exec(template("fix-checks").content.prompt)?.[1];
  const asks = run(`export PATH="${gh.path}"; ${commandOf("fix-checks", "gh run list", { COMMIT: commit })}`, question);
  await gh.answer([
    { when: "--status failure", print: "77\n" },
    { when: "run list", print: [{ databaseId: 77, name: "test", status: "completed", conclusion: "failure" }] },
    { when: "run view 77 --log-failed", print: "test\tnode check.js\tAssertionError: 2 == 3\n" },
  ]);
  const mended = await runTemplate(on, "fix-checks", [
    asks,
    run("node check.js"),
    change(
      "sum.js",
      "exports.sum = (all) => all.slice(1).reduce((a, b) => a + b, 0);",
      "exports.sum = (all) => all.reduce((a, b) => a + b, 0);",
    ),
    run("node check.js && echo passes"),
    reports({ outcome: "changed", summary: "The check test passes again: sum left out its first number." }),
  ]);
  await gh.answer([
    { when: "--status failure", print: "" },
    { when: "run list", print: [{ databaseId: 78, name: "test", status: "completed", conclusion: "success" }] },
  ]);
  const green = await runTemplate(on, "fix-checks", [
    asks,
    reports({ outcome: "nothing", summary: "All checks pass" }),
  ]);
  expect([mended.asked[0], mended.parked]).toEqual([
    expect.objectContaining({ reason: "escalate", justification: question }),
    [true],
  ]);
  expect(mended.printed[0]).toMatch(/"conclusion":"failure"[\s\S]*AssertionError: 2 == 3/);
  expect(mended.printed[3]).toMatch(/^passes$/m);
  expect([mended.run.outcome, mended.run.changes, mended.entries.map(({ kind }) => kind), mended.worktree]).toEqual([
    "changed",
    { files: 1, additions: 1, deletions: 1 },
    ["changes"],
    "ready",
  ]);
  expect([nothingLeft(green).outcome, green.archived, green.worktree]).toEqual(["nothing", true, "removed"]);
  // It reads, and does not re-run or write.
  expect(
    (await gh.calls()).every(({ args: [what, how] }) => what === "run" && (how === "list" || how === "view")),
  ).toBe(true);
});

test("what the documentation says wrongly is corrected, and nothing else", async () => {
  await using repo = await temporaryRepository({ files: program });
  await using on = await coreFor(repo);
  const done = await runTemplate(on, "docs-drift", [
    run(commandOf("docs-drift", "git ls-files")),
    run("grep -n PORT server.js"),
    run(commandOf("docs-drift", "git log -S", { "WHAT CHANGED": "4000", FILE: "server.js" })),
    change(
      "README.md",
      "Run `node sum.js`. It listens on port 3000 by default.",
      "Run `node sum.js`. It listens on port 4000 by default.",
    ),
    run("git diff --stat"),
    reports({ outcome: "changed", summary: "README.md:1 said port 3000; server.js:1 says 4000." }),
  ]);
  expect([done.printed[0], done.printed[2]]).toEqual([
    expect.stringMatching(/README\.md/),
    expect.stringMatching(/^[0-9a-f]{7}/m),
  ]);
  expect([done.run.outcome, done.run.changes, done.entries.map(({ kind, title }) => [kind, title])]).toEqual([
    "changed",
    { files: 1, additions: 1, deletions: 1 },
    [["changes", "README.md:1 said port 3000; server.js:1 says 4000."]],
  ]);
  expect(await repo.git("status", "--porcelain")).toBe("");
});
