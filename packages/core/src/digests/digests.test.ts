import type { DeckEvent, ThreadDigest, ThreadId } from "@flightdeck/contract";
import { answer, broken, call, patch, say, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { AppError } from "../errors/index.ts";
import { openStore } from "../store/index.ts";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";

/** What a watcher was told of each thread, once that is so. */
async function watched(
  { core }: TestCore,
  holds: (digests: ReadonlyMap<ThreadId, ThreadDigest>) => boolean,
): Promise<ReadonlyMap<ThreadId, ThreadDigest>> {
  const stop = new AbortController();
  const digests = new Map<ThreadId, ThreadDigest>();
  const watching: AsyncIterable<DeckEvent> = core.digests.watch(stop.signal);
  for await (const event of watching) {
    for (const digest of event.digests) digests.set(digest.threadId, digest);
    if (holds(digests)) break;
  }
  stop.abort();
  return digests;
}

/** The digest of one thread, as a new watcher reads it. */
const digestOf = async (on: TestCore, threadId: ThreadId) =>
  (await watched(on, (digests) => digests.has(threadId))).get(threadId);

const plan = (first: string, second: string) =>
  call("update_plan", {
    plan: [
      { step: "Write it", status: first },
      { step: "Test it", status: second },
    ],
  });
const suite = `import { test } from "node:test";
test("holds", () => {});
test("breaks", () => { throw new Error("no"); });
`;
const work = [
  answer(plan("in_progress", "pending")),
  answer(patch("*** Begin Patch\n*** Add File: a.txt\n+one\n+two\n*** Add File: b.txt\n+one\n*** End Patch\n")),
  answer(call("exec_command", { cmd: "node --test --test-reporter=tap a.test.mjs" })),
  answer(plan("completed", "in_progress")),
  answer(say("It is **written**, one test\n\nfails.")),
];

const begin = async ({ core }: TestCore, path: string, text: string) => {
  const { project } = await core.projects.locate(path);
  return core.threads.create({ projectId: project.id, workspace: { kind: "local" }, text });
};

test("a digest tells of plan, files, tests, words and what it took, the same read from the log or as it happens", async () => {
  await using repository = await temporaryRepository({ files: { "a.test.mjs": suite } });
  await using on = await testCore();
  on.model.script(work);
  const live = watched(on, (digests) => [...digests.values()].some(({ said, step }) => said !== "" && !step));
  const threadId = await begin(on, repository.path, "Write a file");
  await on.status(threadId, "idle");
  const read = await digestOf(on, threadId);
  expect(read).toEqual({
    threadId,
    step: undefined,
    said: "It is written, one test fails.",
    tail: [expect.any(String), expect.any(String), expect.stringMatching(/^# duration_ms/)],
    plan: { itemId: expect.any(String), steps: ["completed", "in_progress"], now: "Test it" },
    files: [
      { path: "a.txt", additions: 2, deletions: 0 },
      { path: "b.txt", additions: 1, deletions: 0 },
    ],
    fileCount: 2,
    tests: {
      command: "node --test --test-reporter=tap a.test.mjs",
      state: "failed",
      passed: 1,
      failed: 1,
      at: expect.any(Number),
    },
    usage: { tokens: expect.any(Number), cost: undefined },
    queued: 0,
    steers: 0,
    question: undefined,
    error: undefined,
  });
  expect((await live).get(threadId)).toEqual(read);
});

test("what an agent says stands in its digest while it is said", async () => {
  await using repository = await temporaryRepository({});
  await using on = await testCore();
  on.model.script([broken(answer(say("Half of a sentence, and more of it")), "stall", "text")]);
  const saying = watched(on, (digests) => [...digests.values()].some(({ said }) => said.startsWith("Half")));
  const threadId = await begin(on, repository.path, "Say it");
  expect((await saying).get(threadId)).toMatchObject({ step: "Writing", tail: [], error: undefined });
  on.core.threads.interrupt(threadId);
  await on.status(threadId, "interrupted");
});

test("a question that waits is in the digest with its answers, and gone once it is answered", async () => {
  await using repository = await temporaryRepository({});
  await using on = await testCore();
  const field = {
    id: "how",
    header: "How",
    question: "Left or right?",
    options: [{ label: "Left" }, { label: "Right" }],
  };
  on.model.script([answer(call("request_user_input", { questions: [field] })), answer(say("Left it is."))]);
  const { project } = await on.core.projects.locate(repository.path);
  const threadId = await on.core.threads.create({
    projectId: project.id,
    workspace: { kind: "local" },
    text: "Ask me",
    settings: { mode: "plan" },
  });
  await on.when(threadId, ({ questions }) => questions.length > 0);
  const asked = await digestOf(on, threadId);
  expect(asked?.question).toMatchObject({
    fields: 1,
    field: { id: "how", question: "Left or right?", options: [{ label: "Left" }, { label: "Right" }] },
  });
  const questionId = asked?.question?.questionId;
  if (questionId === undefined) throw new Error("nothing was asked");
  on.core.threads.answerQuestion(threadId, questionId, { how: "Left" });
  await on.status(threadId, "idle");
  expect(await digestOf(on, threadId)).toMatchObject({ question: undefined, said: "Left it is." });
});

test("a plan that waits is told with how far it is, so that what a card does not show is not begun", async () => {
  await using repository = await temporaryRepository({});
  await using on = await testCore();
  on.model.script([
    answer(call("propose_plan", { title: "A cache", text: "Keep it.", steps: ["Write it", "Test it"] })),
  ]);
  const { project } = await on.core.projects.locate(repository.path);
  const threadId = await on.core.threads.create({
    projectId: project.id,
    workspace: { kind: "local" },
    text: "Plan it",
    settings: { mode: "plan" },
  });
  await on.status(threadId, "plan_ready");
  const shown = (await digestOf(on, threadId))?.plan;
  const proposal = { title: "A cache", first: ["Write it", "Test it"], revision: 0 };
  expect(shown).toEqual({ itemId: expect.any(String), steps: ["pending", "pending"], proposal });
  if (shown === undefined) throw new Error("no plan was told of");
  const { plans } = on.core.threads;
  const steps = [{ id: "1", step: "Only this" }];
  plans.edit(threadId, shown.itemId, { base: 0, plan: { title: "A cache", text: "Keep it.", steps, comments: [] } });
  expect((await digestOf(on, threadId))?.plan?.proposal).toEqual({ ...proposal, first: ["Only this"], revision: 1 });
  expect(() => plans.accept(threadId, shown.itemId, { fresh: false, revision: 0 })).toThrow(AppError);
});

test("a turn that is rolled back takes its files, tests and words with it, and not what it took", async () => {
  await using repository = await temporaryRepository({ files: { "a.test.mjs": suite } });
  await using on = await testCore();
  on.model.script([answer(say("Good morning.")), ...work]);
  const threadId = await begin(on, repository.path, "Hello");
  await on.status(threadId, "idle");
  on.core.threads.send(threadId, { id: messageId(), text: "Now work" });
  const { turns } = await on.when(
    threadId,
    (thread) => thread.turns.length === 2 && thread.turns[1]?.outcome === "completed",
  );
  const before = await digestOf(on, threadId);
  const turnId = turns[1]?.id;
  if (turnId === undefined) throw new Error("no second turn");
  await on.core.threads.history.rollBack({ threadId, turnId, files: false });
  expect(await digestOf(on, threadId)).toEqual({
    ...before,
    said: "",
    tail: [],
    plan: undefined,
    files: [],
    fileCount: 0,
    tests: undefined,
  });
});

test("nobody watches and nothing is kept; the last watcher's leaving keeps what was folded, and it goes on from there", async () => {
  await using home = await temporaryFolder();
  await using repository = await temporaryRepository({});
  const kept = () => {
    const store = openStore(`${home.path}/flightdeck.db`);
    const rows = store.db.prepare<[], { seq: number }>("SELECT seq FROM digests").all();
    store.close();
    return rows.map(({ seq }) => seq);
  };
  let threadId: ThreadId;
  {
    await using on = await testCore({ home });
    on.model.script([answer(say("First."))]);
    threadId = await begin(on, repository.path, "One");
    await on.status(threadId, "idle");
  }
  expect(kept()).toEqual([]);
  {
    await using on = await testCore({ home });
    expect(await digestOf(on, threadId)).toMatchObject({ said: "First." });
  }
  const [first = 0] = kept();
  {
    await using on = await testCore({ home });
    on.model.script([answer(say("Second."))]);
    on.core.threads.send(threadId, { id: messageId(), text: "Two" });
    await on.when(threadId, ({ turns }) => turns.length === 2 && turns[1]?.outcome === "completed");
    expect(await digestOf(on, threadId)).toMatchObject({ said: "Second." });
  }
  expect(first).toBeGreaterThan(0);
  expect(kept()[0]).toBeGreaterThan(first);
});

test("archived threads have none", async () => {
  await using repository = await temporaryRepository({});
  await using on = await testCore();
  on.model.script([answer(say("One.")), answer(say("Two."))]);
  const away = await begin(on, repository.path, "One");
  await on.status(away, "idle");
  const here = await begin(on, repository.path, "Two");
  await on.status(here, "idle");
  on.core.threads.flag(away, { archived: true });
  expect([...(await watched(on, (digests) => digests.has(here))).keys()]).toEqual([here]);
});
