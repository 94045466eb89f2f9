import { temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import { messageId, testCore } from "../testing/testCore.ts";

const pullRequest = {
  forge: "GitHub",
  number: 7,
  url: "https://github.com/acme/harbour/pull/7",
  state: "draft",
  checks: "failed",
} as const;

test("a thread's pull request outlives its host, stays with its thread and moves it nowhere in the list", async () => {
  await using home = await temporaryFolder("flightdeck-home-");
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  const threadId = await (async () => {
    await using on = await testCore({ home });
    const project = await on.core.projects.open(repository.path, { init: false });
    const id = await on.core.threads.create({
      projectId: project.id,
      workspace: { kind: "local" },
      text: "Mend the boiler",
      messageId: messageId(),
    });
    const { updatedAt } = await on.status(id, "idle");
    on.core.threads.setPullRequest(id, pullRequest);
    expect(on.core.threads.row(id)).toMatchObject({ pullRequest, updatedAt });
    const fork = await on.core.threads.history.fork({ threadId: id, files: "shared" });
    expect(on.core.threads.row(fork)?.pullRequest).toBeUndefined();
    return id;
  })();
  await using again = await testCore({ home });
  expect(again.core.threads.load(threadId).thread.pullRequest).toEqual(pullRequest);
  again.core.threads.setPullRequest(threadId, null);
  expect(again.core.threads.row(threadId)?.pullRequest).toBeUndefined();
});
