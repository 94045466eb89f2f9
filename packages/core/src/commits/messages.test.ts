import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { answer, gitEnvironment, refuse, say, temporaryRepository } from "@flightdeck/testkit";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";

beforeEach(() => void vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null"));
afterEach(() => void vi.unstubAllEnvs());

/** A thread in the project's own folder whose agent has said something, with a change that waits. */
async function changed(on: TestCore, path: string) {
  const { core } = on;
  const project = await core.projects.open(path, { init: false });
  const threadId = await core.threads.create({
    projectId: project.id,
    workspace: { kind: "local" },
    text: "Mend the boiler",
    messageId: messageId(),
  });
  await on.status(threadId, "idle");
  await writeFile(join(path, "boiler.ts"), "export const bar = 4;\n");
  await writeFile(join(path, "package-lock.json"), '{ "huge": true }\n');
  return { threadId, thread: { id: threadId, title: "Mend the boiler" }, place: { root: path } };
}

const priced = '[thread]\nmodel = "known"\n[models.known]\nprice = { input = 1.0, cached = 0.1, output = 4.0 }\n';

/** Dollars that the thread has cost so far. */
function spentBy({ core }: TestCore): number {
  const name = () => "";
  const labels = { project: name, thread: name, turn: name, model: name };
  return core.usage.report({ by: "thread" }, labels).total.cost ?? 0;
}

test("the thread's model writes the message from the bounded diff, into the template, on the thread's account", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using on = await testCore({
    config:
      priced +
      '[git]\nmessageTemplate = "{summary}\\n\\n{body}\\n\\nRefs: {branch}"\nmessageInstructions = "In verse."\n',
  });
  const { thread, place, threadId } = await changed(on, repository.path);
  const before = spentBy(on);
  on.model.script([answer(say("```\nMend the bar\n\nIt was 5.\n```"))]);
  const proposal = await on.core.messages.propose(thread, place, { what: "all", amend: false, by: "model" });
  expect(proposal).toEqual({
    message: "Mend the bar\n\nIt was 5.\n\nRefs: main",
    by: "model",
    cost: expect.any(Number),
  });
  const request = JSON.stringify(on.model.requests.at(-1)?.body);
  expect(request).toContain("In verse.");
  expect(request).toContain("export const bar = 4;");
  expect(request).toContain("added package-lock.json");
  expect(request).not.toContain("huge");
  expect(spentBy(on)).toBeCloseTo(before + (proposal.cost ?? 0), 10);
  // Nothing of it is in the conversation.
  expect(on.core.threads.load(threadId).thread.turns).toHaveLength(1);
});

test("what is staged is what the message is about", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using on = await testCore();
  const { thread, place } = await changed(on, repository.path);
  await writeFile(join(repository.path, "secret.ts"), "const staged = 0;\n");
  execFileSync("git", ["add", "secret.ts"], { cwd: repository.path, env: { ...process.env, ...gitEnvironment } });
  on.model.script([answer(say("Stage it"))]);
  await on.core.messages.propose(thread, place, { what: "staged", amend: false, by: "model" });
  const request = JSON.stringify(on.model.requests.at(-1)?.body);
  expect([request.includes("const staged"), request.includes("export const bar")]).toEqual([true, false]);
});

test("a model that refuses, says nothing or may cost nothing more leaves a plain message with the reason", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using on = await testCore({ config: priced });
  const { thread, place } = await changed(on, repository.path);
  const request = { what: "all", amend: false, by: "model" } as const;
  on.model.script([refuse(400, { message: "no such thing" }), answer(say("\n"))]);
  const refused = await on.core.messages.propose(thread, place, request);
  const silent = await on.core.messages.propose(thread, place, request);
  on.core.settings.update({ budgets: { day: 0.000_001 } });
  const asked = on.model.requests.length;
  const poor = await on.core.messages.propose(thread, place, request);
  expect([refused, silent, poor]).toEqual([
    {
      message: "Mend the boiler",
      by: "plain",
      failure: {
        code: "model_silent",
        message: "The model gave no answer",
        detail: expect.stringContaining("no such thing"),
      },
    },
    { message: "Mend the boiler", by: "plain", failure: { code: "model_silent", message: "The model gave no answer" } },
    { message: "Mend the boiler", by: "plain", failure: { code: "budget_exceeded", message: "The budget is used up" } },
  ]);
  expect(on.model.requests.length).toBe(asked);
});

test("without a model there is a plain message, and nobody is asked for it", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using on = await testCore();
  const { thread, place } = await changed(on, repository.path);
  const asked = on.model.requests.length;
  expect(await on.core.messages.propose(thread, place, { what: "all", amend: false, by: "plain" })).toEqual({
    message: "Mend the boiler",
    by: "plain",
  });
  const amended = await on.core.messages.propose(thread, place, { what: "all", amend: true, by: "plain" });
  expect([amended.by, on.model.requests.length]).toEqual(["plain", asked]);
});

test("a merge that waits to be committed has git's own words", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using on = await testCore();
  const { thread, place } = await changed(on, repository.path);
  await repository.git("checkout", "-q", "-b", "topic");
  await repository.git("commit", "-q", "--allow-empty", "-m", "Topic");
  await repository.git("checkout", "-q", "main");
  await repository.git("merge", "-q", "--no-ff", "--no-commit", "topic");
  const asked = { what: "all", amend: false, by: "plain" } as const;
  expect((await on.core.messages.propose(thread, place, asked)).message).toBe("Merge branch 'topic'");
});

test("a proposal that nobody waits for any more ends", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using on = await testCore();
  const { thread, place } = await changed(on, repository.path);
  const stop = new AbortController();
  const asking = on.core.messages.propose(thread, place, { what: "all", amend: false, by: "model" }, stop.signal);
  stop.abort();
  await expect(asking).rejects.toMatchObject({ name: "AbortError" });
});
