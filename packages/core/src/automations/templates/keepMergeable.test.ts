import { temporaryRepository, type TemporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { commandOf, coreFor, nothingLeft, reports, run, runTemplate, type Step } from "../testing/templateRun.ts";

const command = (beginning: string, filled?: Readonly<Record<string, string>>) =>
  commandOf("keep-mergeable", beginning, filled);
const head = async (repo: TemporaryRepository, ref: string) => (await repo.git("rev-parse", ref)).trim();

/** main and a branch of the person's; with a conflict both change the same line. */
async function branched({ conflict }: { readonly conflict: boolean }): Promise<TemporaryRepository> {
  const repo = await temporaryRepository({
    files: { "sum.sh": "echo one\n", "check.sh": "sh sum.sh | grep -q two\n" },
  });
  await repo.git("config", "user.name", "Ada Tester");
  await repo.git("config", "user.email", "ada@example.com");
  await repo.git("switch", "-q", "-c", "mine");
  await repo.commit("Say two", { "sum.sh": "echo one two\n" });
  await repo.git("switch", "-q", "main");
  await repo.commit("Go on", conflict ? { "sum.sh": "echo one three\n" } : { "other.txt": "x\n" });
  return repo;
}

const begins: readonly Step[] = [run(command("git clone")), run(command("git for-each-ref"))];
const tries = (base: string, branch: string): Step =>
  run(command("git -C .mergeable merge-tree", { BASE_COMMIT: base, BRANCH_COMMIT: branch }));

test("a branch that conflicts is rebased in a copy, checked, and moved after one yes", async () => {
  await using repo = await branched({ conflict: true });
  await using on = await coreFor(repo);
  const [base, old] = [await head(repo, "main"), await head(repo, "mine")];
  const inCopy = (rest: string) => `cd .mergeable && ${rest}`;
  const rebase = command("git -c core.hooksPath", { BASE_COMMIT: base });
  const done = await runTemplate(on, "keep-mergeable", [
    ...begins,
    tries(base, old),
    run(inCopy(`${command("git checkout -q -B", { NAME: "mine" })} && ${rebase}`)),
    run(inCopy(`echo 'echo one two three' > sum.sh && git add sum.sh && ${command("git -c core.editor")}`)),
    run(inCopy("sh check.sh && git rev-parse HEAD")),
    run(
      (last) =>
        command("git fetch --quiet", {
          NEW_COMMIT: /[0-9a-f]{40}/.exec(last)?.[0] ?? "none",
          OLD_COMMIT: old,
          NAME: "mine",
        }),
      "mine conflicts with main in sum.sh. May I move it to its rebased commit?",
    ),
    run(command("rm -rf")),
    reports({ outcome: "done", summary: `mine was rebased: sum.sh says both; it was ${old}` }),
  ]);
  const { printed, asked, parked, entries, worktree } = done;
  expect(printed[2]).toMatch(/CONFLICT \(content\): Merge conflict in sum.sh/);
  expect(asked.map((request) => [request.kind, "reason" in request && request.reason])).toEqual([
    ["command", "escalate"],
  ]);
  expect([parked, done.run.state, done.run.outcome, worktree]).toEqual([[true], "completed", "done", "removed"]);
  expect(entries.map(({ kind }) => kind)).toEqual(["report"]);
  const moved = await head(repo, "mine");
  expect([moved === old, (await repo.git("merge-base", "main", "mine")).trim()]).toEqual([false, base]);
  expect(await repo.git("show", "mine:sum.sh")).toBe("echo one two three\n");
  // Nobody else's work moved, and what was there is still there.
  expect([await head(repo, "main"), (await repo.git("reflog", "mine")).includes("rebased onto the base")]).toEqual([
    base,
    true,
  ]);
});

test("a branch that somebody moved meanwhile, or a no, leaves every branch where it was", async () => {
  await using repo = await branched({ conflict: true });
  await using on = await coreFor(repo);
  const [base, old] = [await head(repo, "main"), await head(repo, "mine")];
  const steps = (fetches: string): readonly Step[] => [
    ...begins,
    tries(base, old),
    run(`cd .mergeable && ${command("git checkout -q -B", { NAME: "mine" })}`),
    run(fetches, "May I?"),
    run(command("rm -rf")),
    reports({
      outcome: "found",
      summary: "mine conflicts",
      findings: [{ title: "mine conflicts with the base", body: "In sum.sh", priority: "P2" }],
    }),
  ];
  const moves = command("git fetch --quiet", { NEW_COMMIT: base, OLD_COMMIT: base, NAME: "mine" });
  const raced = await runTemplate(on, "keep-mergeable", steps(moves));
  const declined = await runTemplate(on, "keep-mergeable", steps(moves), "decline");
  expect(raced.printed[4]).toMatch(/cannot lock ref .*mine/);
  expect([await head(repo, "mine"), declined.printed[4]]).toEqual([old, expect.stringMatching(/declined/i)]);
  for (const { run: ended, entries, worktree } of [raced, declined])
    expect([ended.outcome, entries.map(({ kind, title }) => [kind, title]), worktree]).toEqual([
      "found",
      [["finding", "mine conflicts with the base"]],
      "removed",
    ]);
});

test("branches that merge leave nothing behind", async () => {
  await using repo = await branched({ conflict: false });
  await using on = await coreFor(repo);
  const done = await runTemplate(on, "keep-mergeable", [
    ...begins,
    tries(await head(repo, "main"), await head(repo, "mine")),
    run(command("rm -rf")),
    reports({ outcome: "nothing", summary: "1 branch merges" }),
  ]);
  expect([done.printed[1], done.printed[2]]).toEqual([
    expect.stringContaining("mine\t"),
    expect.stringMatching(/[0-9a-f]{40}/),
  ]);
  expect(done.printed[2]).not.toMatch(/CONFLICT/);
  expect([nothingLeft(done), done.worktree]).toEqual([
    { state: "completed", outcome: "nothing", entries: [["nothing", true]], archived: true },
    "removed",
  ]);
});
