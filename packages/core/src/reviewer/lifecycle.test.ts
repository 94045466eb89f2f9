import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DiffScope, type ThreadId, WorktreeId } from "@flightdeck/contract";
import {
  addFilePatch,
  answer,
  patch,
  type RecordedRequest,
  say,
  startModelServer,
  temporaryFolder,
  temporaryRepository,
} from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { homeOfKilled } from "../testing/homeOfKilled.ts";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";
import { finding, reports } from "./testing/answers.ts";

const scope: DiffScope = { kind: "uncommitted" };

async function localThread(on: TestCore, path: string, text?: string): Promise<ThreadId> {
  const { project } = await on.core.projects.locate(path);
  return on.core.threads.create({ projectId: project.id, workspace: { kind: "local" }, text });
}

const turnsOf = (on: TestCore, threadId: ThreadId) =>
  on.core.threads.load(threadId).thread.turns.map(({ kind, outcome }) => `${kind} ${outcome}`);

const isReview = ({ body }: RecordedRequest): boolean => body.text?.format?.type === "json_schema";

/** A model that does what it is told as an agent, and finds one thing as a reviewer. */
const both = (request: RecordedRequest, path: string) => {
  if (isReview(request)) return reports([finding({ path, lines: [1, 1] })]);
  return JSON.stringify(request.body.input).includes("custom_tool_call_output")
    ? answer(say("Done."))
    : answer(patch(addFilePatch(path, "one\ntwo")));
};

/** Settles when nothing runs any more, also what begins by itself when a turn is over. */
async function rested(on: TestCore, threadId: ThreadId, turns: number): Promise<void> {
  await on.when(threadId, (thread) => thread.turns.length >= turns && thread.turns.at(-1)?.outcome !== "running");
  await on.core.threads.idle();
}

test("a host that dies in a review leaves it interrupted, and the thread goes on as if it had not been", async () => {
  await using repo = await temporaryRepository({ files: { "a.ts": "one\ntwo\n" } });
  await using model = await startModelServer();
  await using home = await temporaryFolder();
  await using on = await testCore({ home, model });
  writeFileSync(join(repo.path, "a.ts"), "one\nTWO\n");
  const threadId = await localThread(on, repo.path);
  model.script([{ ...reports([finding()]), break: { how: "stall", at: "text" } }]);
  await on.core.reviewer.start(threadId, scope);
  await model.requested(1);
  await using left = await homeOfKilled(home);
  await using next = await testCore({ home: left, model });
  const { last, findings } = await next.core.reviewer.list(threadId, scope);
  const verdict = next.core.reviewer.verdict(threadId, last?.fingerprint ?? "");
  const item = next.core.threads.load(threadId).thread.turns[0]?.items[0];
  model.script([answer(say("Here."))]);
  next.core.threads.send(threadId, { id: messageId(), text: "Hello" });
  await next.core.threads.idle();
  expect({
    state: last?.state,
    findings,
    verdict,
    item: [item?.type, item?.status],
    turns: turnsOf(next, threadId),
    prompt: JSON.stringify(model.requests.at(-1)?.body.input).includes("turn_interrupted"),
  }).toEqual({
    state: "interrupted",
    findings: [],
    verdict: { kind: "none" },
    item: ["review", "interrupted"],
    turns: ["review interrupted", "agent completed"],
    prompt: false,
  });
  model.release();
});

test("with the setting finished work is reviewed by itself, once for each state, and never a review", async () => {
  await using repo = await temporaryRepository({ files: { "a.ts": "a\n" } });
  await using on = await testCore({ config: "[review]\nauto = true\n" });
  on.model.script((request) => both(request, "new.ts"));
  const threadId = await localThread(on, repo.path, "Add it");
  await rested(on, threadId, 2);
  const first = turnsOf(on, threadId);
  const [review] = on.core.threads.load(threadId).thread.turns[1]?.items ?? [];
  on.model.script([answer(say("Nothing to do."))]);
  on.core.threads.send(threadId, { id: messageId(), text: "Anything else?" });
  await rested(on, threadId, 3);
  // What is deleted has been let go of by all that followed a turn.
  await on.core.threads.alone(threadId, async () => undefined);
  expect({
    first,
    startedBy: review?.type === "review" && review.startedBy,
    last: turnsOf(on, threadId),
    failures: on.failures,
  }).toEqual({
    first: ["agent completed", "review completed"],
    startedBy: "auto",
    last: ["agent completed", "review completed", "agent completed"],
    failures: [],
  });
});

test("work in the local checkout that a thread was moved to is reviewed by itself, too", async () => {
  await using repo = await temporaryRepository({ files: { "a.ts": "a\n" } });
  await using on = await testCore({ config: "[review]\nauto = true\n" });
  const threadId = await localThread(on, repo.path);
  const branch = (await repo.git("branch", "--show-current")).trim();
  const id = WorktreeId.parse("w1");
  on.core.threads.setWorktree(threadId, { id, state: "local", path: repo.path, branch, base: branch });
  on.model.script((request) => both(request, "new.ts"));
  on.core.threads.send(threadId, { id: messageId(), text: "Add it" });
  await rested(on, threadId, 2);
  expect([turnsOf(on, threadId), on.failures]).toEqual([["agent completed", "review completed"], []]);
});

test("a project asks for reviews in its base, not in the work, and what is queued goes first", async () => {
  await using repo = await temporaryRepository({
    files: { "a.ts": "a\n", ".flightdeck/review.toml": "auto = true\n" },
  });
  await using on = await testCore();
  on.model.script((request) => both(request, "new.ts"));
  const threadId = await localThread(on, repo.path, "Add it");
  on.core.threads.send(threadId, { id: messageId(), text: "And then this" });
  await rested(on, threadId, 3);
  await using other = await temporaryRepository({ files: { "a.ts": "a\n" } });
  const unasked = await localThread(on, other.path);
  writeFileSync(join(other.path, "b.ts"), "b\n");
  on.model.script([answer(say("Done."))]);
  on.core.threads.send(unasked, { id: messageId(), text: "Go" });
  await rested(on, unasked, 1);
  expect([turnsOf(on, threadId), turnsOf(on, unasked)]).toEqual([
    ["agent completed", "agent completed", "review completed"],
    ["agent completed"],
  ]);
});

test("nothing is reviewed by itself in plan mode, after a failure or where nothing changed", async () => {
  await using repo = await temporaryRepository({ files: { "a.ts": "a\n" } });
  await using on = await testCore({ config: "[review]\nauto = true\n" });
  on.model.script([answer(say("Nothing to do."))]);
  const unchanged = await localThread(on, repo.path, "Look");
  await rested(on, unchanged, 1);
  // Elsewhere: what follows the first turn may still look at its folder.
  await using other = await temporaryRepository({ files: { "a.ts": "a\n" } });
  writeFileSync(join(other.path, "a.ts"), "b\n");
  const { project } = await on.core.projects.locate(other.path);
  on.model.script([answer(say("I would."))]);
  const planned = await on.core.threads.create({
    projectId: project.id,
    workspace: { kind: "local" },
    settings: { mode: "plan" },
    text: "Plan",
  });
  await rested(on, planned, 1);
  expect([turnsOf(on, unchanged), turnsOf(on, planned), on.failures]).toEqual([
    ["agent completed"],
    ["agent completed"],
    [],
  ]);
});

test("what a review costs is the thread's, and the person's budget holds for it", async () => {
  await using repo = await temporaryRepository({ files: { "a.ts": "one\ntwo\n" } });
  await using on = await testCore({ config: '[models."gpt-5.5"]\nprice = { input = 1, cached = 0.1, output = 10 }\n' });
  writeFileSync(join(repo.path, "a.ts"), "one\nTWO\n");
  const threadId = await localThread(on, repo.path);
  on.model.script([reports([])]);
  await on.core.reviewer.start(threadId, scope);
  await on.core.threads.idle();
  const labels = { project: () => "", thread: () => "", turn: () => "" };
  const { total } = on.core.usage.report({ by: "thread", threadId }, labels as never);
  const { usage } = on.core.threads.load(threadId).thread;
  on.core.settings.update({ budgets: { thread: 0.000001 } });
  const sent = on.model.requests.length;
  await on.core.reviewer.start(threadId, scope);
  const asked = await on.when(threadId, ({ approvals }) => approvals.length > 0);
  const [approval] = asked.approvals;
  if (approval !== undefined) on.core.threads.answer(threadId, approval.id, "decline");
  await on.core.threads.idle();
  const { last } = await on.core.reviewer.list(threadId, scope);
  expect({
    counted: (total.cost ?? 0) > 0 && total.cost === usage.cost,
    context: usage.context,
    asked: approval?.request.kind,
    sent: on.model.requests.length - sent,
    last: [last?.state, last?.error?.split(":")[0]],
  }).toEqual({ counted: true, context: 0, asked: "budget", sent: 0, last: ["failed", "The budget is used up"] });
});

test("a change of a hundred thousand lines is read in parts, and what had no room, no text or no author is told", async () => {
  await using repo = await temporaryRepository({
    files: { "a.ts": "a\n", ".gitattributes": "*.gen linguist-generated\n" },
  });
  await using on = await testCore();
  const lines = (count: number) =>
    Array.from({ length: count }, (_, n) => `export const value${n} = ${n} * ${n};\n`).join("");
  for (let n = 0; n < 50; n += 1) writeFileSync(join(repo.path, `part${n}.ts`), lines(2_000));
  writeFileSync(join(repo.path, "small.ts"), "x\n");
  writeFileSync(join(repo.path, "made.gen"), "x\n");
  writeFileSync(join(repo.path, "picture.bin"), Buffer.from([0, 1, 2, 0]));
  const threadId = await localThread(on, repo.path);
  on.model.script(() => reports([finding({ path: "part1.ts" }), finding({ path: "part49.ts" })]));
  await on.core.reviewer.start(threadId, scope);
  await on.core.threads.idle();
  const { last, findings } = await on.core.reviewer.list(threadId, scope);
  const sizes = on.model.requests.map(({ body }) => JSON.stringify(body.input).length);
  const whys = new Map<string, number>();
  for (const { why } of last?.unread ?? []) whys.set(why, (whys.get(why) ?? 0) + 1);
  const read = last?.files ?? 0;
  expect({
    state: last?.state,
    parts: on.model.requests.length,
    bounded: Math.max(...sizes) < 400_000,
    all: read + (last?.unread.length ?? 0),
    small: last?.unread.some(({ path }) => path === "small.ts"),
    others: [whys.get("generated"), whys.get("binary"), (whys.get("room") ?? 0) > 0],
    findings: findings.map(({ lines: { path }, place }) => [path, place.kind === "outside" ? place.why : "there"]),
    verdict: on.core.reviewer.verdict(threadId, last?.fingerprint ?? "").kind,
  }).toEqual({
    state: "completed",
    parts: expect.any(Number),
    bounded: true,
    all: 53,
    small: false,
    others: [1, 1, true],
    findings: [
      ["part1.ts", "there"],
      ["part49.ts", expect.stringMatching(/^(?:there|this file was not read)$/)],
    ],
    verdict: "findings",
  });
  expect(on.model.requests.length).toBeGreaterThan(1);
  expect(on.model.requests.length).toBeLessThanOrEqual(8);
});

test("the tour has a review that says what it is", async () => {
  await using repo = await temporaryRepository({ files: { "a.ts": "one\n" } });
  await using on = await testCore();
  writeFileSync(join(repo.path, "a.ts"), "two\n");
  const threadId = await localThread(on, repo.path);
  await on.core.reviewer.start(threadId, scope, { model: "tour" });
  await on.core.threads.idle();
  const { last, findings } = await on.core.reviewer.list(threadId, scope);
  expect([last?.state, last?.model, findings, last?.summary?.startsWith("This is the tour")]).toEqual([
    "completed",
    "tour",
    [],
    true,
  ]);
});

test("what the person settles while the reviewer reads stays settled", async () => {
  await using repo = await temporaryRepository({ files: { "a.ts": "one\ntwo\n" } });
  await using on = await testCore();
  writeFileSync(join(repo.path, "a.ts"), "one\nTWO\n");
  const threadId = await localThread(on, repo.path);
  on.model.script([reports([finding()])]);
  await on.core.reviewer.start(threadId, scope);
  await on.core.threads.idle();
  const [one] = (await on.core.reviewer.list(threadId, scope)).findings;
  on.model.script([{ ...reports([finding()]), break: { how: "stall", at: "start" } }]);
  await on.core.reviewer.start(threadId, scope);
  await on.model.requested(2);
  if (one !== undefined) on.core.reviewer.dismiss(threadId, one.id, "It is meant so");
  on.model.release();
  await on.core.threads.idle();
  const { findings, last } = await on.core.reviewer.list(threadId, scope);
  expect([last?.state, findings.map(({ state, reason }) => [state, reason])]).toEqual([
    "completed",
    [["dismissed", "It is meant so"]],
  ]);
});
