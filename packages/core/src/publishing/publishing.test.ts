import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ApprovalDecision } from "@flightdeck/contract";
import {
  addFilePatch,
  answer,
  call,
  patch,
  say,
  startModelServer,
  temporaryFolder,
  temporaryRepository,
} from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { testCore } from "../testing/testCore.ts";
import { type Harbour, harbour, opening, url } from "./testing/harbour.ts";

const plan = call("update_plan", { plan: [{ step: "Mend the valve", status: "completed" }] });
const change = patch(addFilePatch("valve.txt", "tight"));

/** Runs a turn to its end; whoever asks is answered the same. Answers with what was asked and what `publish` said. */
async function work({ on, begin }: Harbour, text: string, decision: ApprovalDecision = "approve") {
  const { threadId, worktree } = await begin(text);
  const asked: unknown[] = [];
  for (;;) {
    const thread = await on.when(
      threadId,
      ({ approvals, turns }) => approvals.length > 0 || turns.at(-1)?.outcome === "completed",
    );
    const [approval] = thread.approvals;
    if (approval === undefined) {
      const said = thread.turns[0]?.items.flatMap((item) =>
        item.type === "tool_call" && item.tool === "publish" ? [[item.status, item.summary, item.output]] : [],
      );
      return { threadId, worktree, asked, said, thread };
    }
    asked.push(approval.request);
    on.core.threads.answer(threadId, approval.id, decision);
    await on.when(threadId, ({ approvals }) => approvals.every(({ id }) => id !== approval.id));
  }
}

test("one approval commits the work as the person, pushes it and opens a draft with the plan's words", async () => {
  await using at = await harbour({ "boiler.txt": "cold\n" });
  await at.gh.answer(opening());
  at.on.model.script([
    answer(call("use_skill", { name: "yeet" }), plan),
    answer(change),
    answer(
      call("publish", {
        through: "pull_request",
        message: "Mend the boiler\n\nThe valve leaked.",
        body: "## Why\n\nIt leaked.",
      }),
    ),
    answer(say("It is published.")),
  ]);
  const { asked, said, thread, worktree } = await work(at, "Mend the boiler");
  const branch = thread.worktree?.branch ?? "";
  const commit = at.git(worktree, "rev-parse", "HEAD");
  const create = (await at.gh.calls()).find(({ args }) => args[1] === "create");
  expect({
    asked,
    said,
    pushed: at.git(at.bare, "rev-parse", `refs/heads/${branch}`),
    author: at.git(worktree, "log", "-1", "--format=%an|%B"),
    create: [create?.args.filter((arg) => /^--(?:title|base|head|draft)/.test(arg)), create?.input],
    known: thread.pullRequest,
    left: at.git(worktree, "status", "--porcelain"),
  }).toEqual({
    asked: [
      {
        kind: "publish",
        reason: "outside",
        branch,
        newBranch: false,
        tree: at.git(worktree, "rev-parse", "HEAD^{tree}"),
        commit: { message: "Mend the boiler\n\nThe valve leaked.", files: ["valve.txt"], fileCount: 1 },
        push: { remote: "origin", url: "https://github.com/acme/harbour.git", commits: 0 },
        pullRequest: { title: "Mend the boiler", body: "## Why\n\nIt leaked.", base: "main", draft: true },
      },
    ],
    said: [
      [
        "completed",
        "Open a draft pull request: Mend the boiler",
        [
          `Committed ${commit.slice(0, 10)} on ${branch}: Mend the boiler`,
          `Pushed ${commit.slice(0, 10)} to origin, branch ${branch}.`,
          `Opened the draft pull request #7: ${url}`,
        ].join("\n"),
      ],
    ],
    pushed: commit,
    author: "Ada Tester|Mend the boiler\n\nThe valve leaked.",
    create: [["--title=Mend the boiler", "--base=main", `--head=${branch}`, "--draft"], "## Why\n\nIt leaked."],
    known: { forge: "GitHub", number: 7, url, state: "draft", checks: "none" },
    left: "",
  });
});

test("a no leaves everything as it was", async () => {
  await using at = await harbour({ "boiler.txt": "cold\n" });
  at.on.model.script([answer(change), answer(call("publish", { through: "push" })), answer(say("As you like."))]);
  const before = at.git(at.bare, "for-each-ref");
  const { said, worktree } = await work(at, "Mend the boiler", "decline");
  expect({ said, status: at.git(worktree, "status", "--porcelain"), remote: at.git(at.bare, "for-each-ref") }).toEqual({
    said: [["declined", expect.stringContaining("Push "), expect.stringContaining("The person declined")]],
    status: "?? valve.txt",
    remote: before,
  });
});

test("a hook that refuses is told with its words, and once mended the same call goes through", async () => {
  await using at = await harbour({ "boiler.txt": "cold\n" });
  const hook = join(at.repo.path, ".git/hooks/pre-commit");
  await writeFile(hook, '#!/bin/sh\ngrep -q tight valve.txt || { echo "the valve leaks"; exit 1; }\n');
  await chmod(hook, 0o755);
  const mend = "*** Begin Patch\n*** Update File: valve.txt\n@@\n-loose\n+tight\n*** End Patch\n";
  at.on.model.script([
    answer(patch(addFilePatch("valve.txt", "loose"))),
    answer(call("publish", { through: "commit", message: "Mend the valve" })),
    answer(patch(mend)),
    answer(call("publish", { through: "commit", message: "Mend the valve" })),
    answer(say("Committed.")),
  ]);
  const { said, worktree } = await work(at, "Mend the valve");
  expect({ said, log: at.git(worktree, "log", "--format=%s") }).toEqual({
    said: [
      [
        "failed",
        "Commit 1 file",
        expect.stringMatching(/A hook of the repository refused\n[^]*the valve leaks[^]*Hooks are never skipped/),
      ],
      ["completed", "Commit 1 file", expect.stringMatching(/^Committed \w{10} on /)],
    ],
    log: "Mend the valve\nStart",
  });
});

test("rules decide as they do for the commands: all allowed asks nobody, one forbidden refuses", async () => {
  await using at = await harbour({ "boiler.txt": "cold\n" });
  const rule = (prefix: readonly string[], decision: "allow" | "forbid") =>
    at.on.core.rules.save({ scope: "user", rule: { prefix: [...prefix], decision, match: [], not_match: [] } });
  rule(["git", "commit"], "allow");
  const allowed = rule(["git", "push"], "allow");
  at.on.model.script([answer(change), answer(call("publish", { through: "push" })), answer(say("Done."))]);
  const free = await work(at, "Mend the boiler");
  at.on.core.rules.remove(allowed.id);
  rule(["git", "push"], "forbid");
  at.on.model.script([answer(change), answer(call("publish", { through: "push" })), answer(say("Then not."))]);
  const forbidden = await work(at, "Mend the valve");
  expect([free.asked, free.said?.[0]?.[0], forbidden.asked, forbidden.said]).toEqual([
    [],
    "completed",
    [],
    [["failed", expect.any(String), expect.stringContaining("A rule forbids this.")]],
  ]);
});

test("what changes while the person is asked is not published unseen", async () => {
  await using at = await harbour({ "boiler.txt": "cold\n" });
  at.on.model.script([answer(change), answer(call("publish", { through: "commit" })), answer(say("I look again."))]);
  const { threadId, worktree } = await at.begin("Mend the boiler");
  const { approvals } = await at.on.when(threadId, (thread) => thread.approvals.length > 0);
  await writeFile(join(worktree, "secret.txt"), "not seen\n");
  at.on.core.threads.answer(threadId, approvals[0]!.id, "approve");
  const thread = await at.on.status(threadId, "idle");
  const published = thread.turns[0]?.items.find((item) => item.type === "tool_call");
  expect([published?.type === "tool_call" && published.output, at.git(worktree, "log", "--format=%s")]).toEqual([
    expect.stringContaining("The files changed while the person was asked"),
    "Start",
  ]);
});

test("in the project's own checkout a branch is made first, and main itself is no pull request", async () => {
  await using at = await harbour({ "boiler.txt": "cold\n" });
  await at.gh.answer(opening());
  at.on.model.script([
    answer(change),
    answer(call("publish", { through: "pull_request", title: "Mend it" })),
    answer(call("publish", { through: "pull_request", title: "Mend it", branch: "mend/the-'boiler'" })),
    answer(say("Done.")),
  ]);
  const { project } = await at.on.core.projects.locate(at.repo.path);
  const threadId = await at.on.core.threads.create({
    projectId: project.id,
    workspace: { kind: "local" },
    text: "Mend it",
  });
  const { approvals } = await at.on.when(threadId, (thread) => thread.approvals.length > 0);
  at.on.core.threads.answer(threadId, approvals[0]!.id, "approve");
  const thread = await at.on.status(threadId, "idle");
  const said = thread.turns[0]?.items.flatMap((item) => (item.type === "tool_call" ? [item.output] : []));
  expect({
    asked: approvals[0]?.request,
    said,
    main: at.git(at.bare, "log", "-1", "--format=%s", "main"),
    pushed: at.git(at.bare, "log", "-1", "--format=%s", "mend/the-'boiler'"),
  }).toEqual({
    asked: expect.objectContaining({ branch: "mend/the-'boiler'", newBranch: true }),
    said: [
      expect.stringContaining("main is the base itself"),
      expect.stringMatching(
        /^Made the branch mend\/the-'boiler'\.\nCommitted .*\nPushed .*\nOpened the draft pull request #7/,
      ),
    ],
    main: "Start",
    pushed: "Mend it",
  });
});

test("where a step fails what was done before is told, and a second call does the rest", async () => {
  await using at = await harbour({ "boiler.txt": "cold\n" });
  const [, ...rest] = opening();
  await at.gh.answer([{ when: "pr create", complain: "gh auth login", code: 4 }, ...rest]);
  const wanted = call("publish", { through: "pull_request", message: "Mend the boiler" });
  at.on.model.script([
    answer(change),
    answer(wanted),
    answer(say("Sign in, please.")),
    answer(wanted),
    answer(say("There.")),
  ]);
  const first = await work(at, "Mend the boiler");
  await at.gh.answer(opening());
  at.on.core.threads.send(first.threadId, { id: "0b0e7b1e-6a3b-4a55-8f0a-3d2f6a5c7e11" as never, text: "Now again" });
  const { approvals } = await at.on.when(first.threadId, (thread) => thread.approvals.length > 0);
  at.on.core.threads.answer(first.threadId, approvals[0]!.id, "approve");
  const thread = await at.on.when(first.threadId, ({ turns }) => turns[1]?.outcome === "completed");
  const again = thread.turns[1]?.items.find((item) => item.type === "tool_call");
  expect([first.said, approvals[0]?.request, again?.type === "tool_call" && again.output]).toEqual([
    [
      [
        "failed",
        expect.any(String),
        expect.stringMatching(/^Committed .*\nPushed .*\ngh is not signed in\n[^]*sign in to gh/),
      ],
    ],
    expect.not.objectContaining({ commit: expect.anything() }),
    expect.stringMatching(/^Pushed .*\nOpened the draft pull request #7/),
  ]);
});

test("a yes that comes after the host died counts for the same files, and is asked anew for others", async () => {
  await using home = await temporaryFolder("flightdeck-home-");
  await using model = await startModelServer();
  await using repo = await temporaryRepository({ files: { "boiler.txt": "cold\n" } });
  const wanted = call("publish", { through: "commit", message: "Mend the boiler" });
  const died = await testCore({ home, model });
  model.script([answer(change), answer(wanted)]);
  const { project } = await died.core.projects.locate(repo.path);
  const workspace = { kind: "worktree", base: "main", copyLocalChanges: false } as const;
  const threadId = await died.core.threads.create({ projectId: project.id, workspace, text: "Mend it" });
  const { worktree } = await died.when(threadId, ({ approvals }) => approvals.length > 0);
  await died[Symbol.asyncDispose]();

  await using on = await testCore({ home, model });
  const [pending] = on.core.threads.load(threadId).thread.approvals;
  await writeFile(join(worktree?.path ?? "", "unseen.txt"), "came later\n");
  model.script([answer(wanted), answer(say("Committed."))]);
  on.core.threads.answer(threadId, pending!.id, "approve");
  const again = await on.when(threadId, ({ approvals, turns }) => approvals.length > 0 && turns.length === 2);
  const [other] = again.approvals;
  expect([pending?.request, other?.request]).toEqual([
    expect.objectContaining({ kind: "publish", commit: expect.objectContaining({ files: ["valve.txt"] }) }),
    expect.objectContaining({
      kind: "publish",
      commit: expect.objectContaining({ files: ["unseen.txt", "valve.txt"] }),
    }),
  ]);
  on.core.threads.answer(threadId, other!.id, "decline");
  await on.when(threadId, ({ turns }) => turns[1]?.outcome === "completed");
});
