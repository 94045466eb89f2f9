import type { DeckEvent, ThreadDigest, ThreadId } from "@flightdeck/contract";
import { answer, broken, call, patch, say, temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import type { Core } from "../core.ts";
import { messageId, testCore } from "../testing/testCore.ts";

/** What a watcher was told of each thread, once that is so. */
async function watched(
  core: Core,
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
const digestOf = async (core: Core, threadId: ThreadId) =>
  (await watched(core, (digests) => digests.has(threadId))).get(threadId);

const work = [
  answer(
    call("update_plan", {
      plan: [
        { step: "Write it", status: "in_progress" },
        { step: "Test it", status: "pending" },
      ],
    }),
  ),
  answer(patch("*** Begin Patch\n*** Add File: a.txt\n+one\n+two\n*** End Patch\n")),
  answer(call("exec_command", { cmd: "sh -c 'echo \" Tests  3 passed | 1 failed (4)\"; exit 1' # npm test" })),
  answer(
    call("update_plan", {
      plan: [
        { step: "Write it", status: "completed" },
        { step: "Test it", status: "in_progress" },
      ],
    }),
  ),
  answer(say("It is **written**, one test fails.")),
];

test("a digest tells of plan, files, tests, words and what it took, the same read from the log or as it happens", async () => {
  await using repository = await temporaryRepository({ "README.md": "hello\n" });
  await using on = await testCore();
  const { core, model } = on;
  const { project } = await core.projects.locate(repository.path);
  model.script(work);
  const stop = new AbortController();
  const live = watched(core, (digests) => [...digests.values()].some(({ said }) => said !== ""));
  const threadId = await core.threads.create({
    projectId: project.id,
    workspace: { kind: "local" },
    text: "Write a file\nscenario:none",
  });
  await on.status(threadId, "idle");
  stop.abort();
  const happened = (await live).get(threadId);
  const read = await digestOf(core, threadId);
  expect(read).toEqual({
    threadId,
    step: undefined,
    said: "It is written, one test fails.",
    tail: [" Tests  3 passed | 1 failed (4)"],
    plan: { itemId: expect.any(String), steps: ["completed", "in_progress"], now: "Test it" },
    files: [{ path: "a.txt", additions: 2, deletions: 0 }],
    fileCount: 1,
    tests: undefined,
    usage: { tokens: expect.any(Number), cost: expect.any(Number) },
    queued: 0,
    steers: 0,
    question: undefined,
    error: undefined,
  });
  expect(happened?.plan).toEqual(read?.plan);
});
