import { rename } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { commandOf, coreFor, nothingLeft, reports, run, runTemplate, template } from "../testing/templateRun.ts";

const found = (title: string, more: object = {}) => ({ title, body: "As the command shows.", priority: "P3", ...more });

test("the digest tells what was merged, and of a quiet day nothing", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await repo.git("commit", "-q", "--amend", "--no-edit", "--date", "2020-01-01T00:00:00Z");
  await using on = await coreFor(repo);
  const log = commandOf("merged-digest", "git log BASE", { BASE: "main", TIME: "24 hours ago" });
  await repo.commit("Round totals to cents", { "total.js": "export const total = 1;\n" });
  const told = await runTemplate(on, "merged-digest", [
    run(`${commandOf("merged-digest", "git symbolic-ref")} || git rev-parse --verify -q main`),
    run(log),
    run((last) =>
      commandOf("merged-digest", "git show", { COMMIT: /^([0-9a-f]{7,})\t.*cents$/m.exec(last)?.[1] ?? "none" }),
    ),
    reports({ outcome: "done", summary: "1 commit by 1 person.\nMoney: totals are rounded to cents." }),
  ]);
  const quiet = await runTemplate(on, "merged-digest", [
    run(log.replace("24 hours ago", new Date(Date.now() + 60_000).toISOString())),
    reports({ outcome: "nothing", summary: "Nothing was merged" }),
  ]);
  expect(told.printed[2]).toMatch(/Round totals to cents[\s\S]*total\.js/);
  expect([told.run.outcome, told.run.changes?.files ?? 0, told.asked]).toEqual(["done", 0, []]);
  expect(told.entries.map(({ kind, title }) => [kind, title])).toEqual([["report", "1 commit by 1 person."]]);
  expect(quiet.printed[0]).not.toMatch(/cents/);
  expect(nothingLeft(quiet)).toEqual({
    state: "completed",
    outcome: "nothing",
    entries: [["nothing", true]],
    archived: true,
  });
});

test("the stale report names branches and worktrees that can go, and can delete none", async () => {
  await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
  await using aside = await temporaryFolder();
  await repo.git("branch", "merged-one");
  await repo.git("switch", "-q", "-c", "squashed-one");
  await repo.commit("Work", { "b.txt": "b\n" });
  await repo.git("switch", "-q", "main");
  await repo.git("merge", "-q", "--squash", "squashed-one");
  await repo.commit("Work, squashed");
  await repo.git("worktree", "add", "-q", join(aside.path, "gone"), "-b", "gone-one");
  await rename(join(aside.path, "gone"), join(aside.path, "elsewhere"));
  await using on = await coreFor(repo);
  const command = (beginning: string, filled?: Readonly<Record<string, string>>) =>
    commandOf("stale-report", beginning, filled);
  const about = (NAME: string) => ({ NAME, BASE: "main" });
  const isMerged = `${command("git merge-base", about("merged-one"))} && echo merged`;
  const done = await runTemplate(
    on,
    "stale-report",
    [
      run(command("git for-each-ref")),
      run(isMerged),
      run(command("git cherry", about("squashed-one"))),
      run(command("git worktree list")),
      run("git branch -D merged-one"),
      reports({
        outcome: "found",
        summary: "3 branches and 1 worktree can go",
        findings: [found("2 branches are merged into main", { proof: { command: isMerged, output: "merged" } })],
      }),
    ],
    "decline",
  );
  const [refs, merged, cherry, worktrees, deleted] = done.printed;
  expect([refs, merged, cherry, worktrees, deleted]).toEqual([
    expect.stringMatching(/merged-one[\s\S]*squashed-one|squashed-one[\s\S]*merged-one/),
    expect.stringMatching(/^merged$/m),
    expect.stringMatching(/^- [0-9a-f]{40}$/m),
    expect.stringContaining("prunable"),
    expect.stringMatching(/declined/i),
  ]);
  // What it may not do is asked for, and only by a person.
  expect(done.asked).toEqual([expect.objectContaining({ command: "git branch -D merged-one", reason: "denied" })]);
  expect((await repo.git("branch", "--format=%(refname:short)")).split("\n")).toContain("merged-one");
  expect(done.entries).toEqual([
    expect.objectContaining({ kind: "finding", title: "2 branches are merged into main", proof: "proven" }),
  ]);
});

const lock = (version: string) =>
  `${JSON.stringify({ name: "shop", lockfileVersion: 3, packages: { "node_modules/lodash": { version } } }, undefined, 2)}\n`;
/** What `npm audit` says, without a registry: the template asks for the network, and the test has none. */
const auditor = [
  "#!/bin/sh",
  "grep -q '\"4.17.20\"' package-lock.json || { echo '{\"vulnerabilities\":{}}'; exit 0; }",
  'echo \'{"vulnerabilities":{"lodash":{"severity":"high","range":"<4.17.21"}}}\'; exit 1',
].join("\n");

test("the dependency check asks once for the audit, and reports what reaches the code", async () => {
  await using repo = await temporaryRepository({
    files: {
      "package-lock.json": lock("4.17.20"),
      "index.js": 'import { template } from "lodash";\nexport const page = (text) => template(text)();\n',
      "tools/npm": auditor,
    },
  });
  await using on = await coreFor(repo);
  const audit = `export PATH="$PWD/tools:$PATH"; chmod +x tools/npm; ${commandOf("dependencies", "npm audit")}; chmod -x tools/npm`;
  const question = /justification "(May I[^"]*)"/.exec(template("dependencies").content.prompt)?.[1];
  const uses = `rg -n lodash index.js || grep -n lodash index.js`;
  const steps = (report: object) => [
    run(commandOf("dependencies", "git ls-files")),
    run(audit, question),
    run(uses),
    run(`${commandOf("dependencies", "git grep")}; true`),
    reports(report),
  ];
  const reached = await runTemplate(
    on,
    "dependencies",
    steps({
      outcome: "found",
      summary: "1 of 1 advisories reaches us",
      findings: [
        found("lodash 4.17.20: runs what a template's author writes", {
          priority: "P1",
          path: "package-lock.json",
          line: 6,
          proof: { command: uses, output: "lodash" },
        }),
      ],
    }),
  );
  await repo.commit("Update lodash", { "package-lock.json": lock("4.17.21") });
  const clean = await runTemplate(
    on,
    "dependencies",
    steps({ outcome: "nothing", summary: "1 lock file, 0 advisories" }),
  );
  const offline = await runTemplate(
    on,
    "dependencies",
    steps({ outcome: "nothing", summary: "The audit was declined; nothing else was found" }),
    "decline",
  );
  expect(reached.printed.slice(0, 2)).toEqual([
    expect.stringContaining("package-lock.json"),
    expect.stringMatching(/"severity":"high"/),
  ]);
  expect([reached.asked.length, reached.parked]).toEqual([1, [true]]);
  expect(reached.entries).toEqual([
    expect.objectContaining({ kind: "finding", priority: "P1", path: "package-lock.json", line: 6, proof: "proven" }),
  ]);
  const left = { state: "completed", outcome: "nothing", entries: [["nothing", true]], archived: true };
  expect([clean, offline].map((one) => [nothingLeft(one), one.worktree])).toEqual([
    [left, "removed"],
    [left, "removed"],
  ]);
  expect(offline.printed[1]).toMatch(/declined/i);
});
