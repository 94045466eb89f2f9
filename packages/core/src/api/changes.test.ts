import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DiffScope, ThreadId } from "@flightdeck/contract";
import { temporaryFolder, temporaryRepository } from "@flightdeck/testkit";
import { createRouterClient } from "@orpc/server";
import { expect, test } from "vitest";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";
import { createRouter } from "./index.ts";

const clientOf = ({ core }: TestCore) => createRouterClient(createRouter(core));
type Client = ReturnType<typeof clientOf>;

async function begin({ core }: TestCore, path: string, text: string): Promise<ThreadId> {
  const { project } = await core.projects.locate(path);
  return core.threads.create({ projectId: project.id, workspace: { kind: "local" }, text });
}

/** What a person names who sees the whole diff of a scope. */
async function seen(client: Client, threadId: ThreadId, scope: DiffScope) {
  const { fingerprint } = await client.review.diff({ threadId, scope });
  return { threadId, scope, fingerprint };
}

const uncommitted: DiffScope = { kind: "uncommitted" };

test("while an agent works in a folder nothing is reverted there, for any of its threads; staging goes on", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using at = await testCore();
  const client = clientOf(at);
  const resting = await begin(at, repository.path, "scenario:say nothing");
  await at.status(resting, "idle");
  await writeFile(join(repository.path, "a"), "2\n");
  const working = await begin(at, repository.path, "scenario:approve echo");
  await at.when(working, ({ approvals }) => approvals.length > 0);
  for (const threadId of [resting, working]) {
    const all = { ...(await seen(client, threadId, uncommitted)), files: "all" } as const;
    await expect(client.changes.revert(all)).rejects.toMatchObject({ code: "turn_running" });
  }
  await client.changes.stage({ ...(await seen(client, working, uncommitted)), files: "all" });
  expect([await repository.git("status", "--porcelain"), at.failures]).toEqual(["M  a\n", []]);
});

test("of each scope what makes sense is done: staged, the last turn, any turn, a commit", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n2\n3\n4\n5\n6\n7\n8\n9\n" } });
  await using at = await testCore();
  const client = clientOf(at);
  const read = () => readFile(join(repository.path, "a"), "utf8");
  const threadId = await begin(at, repository.path, "scenario:run sed -i 's/^2$/first turn/' a");
  await at.status(threadId, "idle");
  const [first] = at.core.threads.load(threadId).thread.turns;
  at.core.threads.send(threadId, { id: messageId(), text: "scenario:run sed -i 's/^8$/second turn/' a" });
  await at.when(threadId, ({ turns }) => turns.length === 2 && turns[1]?.checkpoints.after !== undefined);
  const last = { ...(await seen(client, threadId, { kind: "last_turn" })), files: [{ path: "a" }] };
  await client.changes.stage(last);
  expect(await repository.git("show", ":a")).toBe("1\n2\n3\n4\n5\n6\n7\nsecond turn\n9\n");
  expect(await client.changes.staging({ threadId, scope: last.scope, paths: ["a"] })).toEqual([
    {
      path: "a",
      state: "all",
      staged: { removed: [8], added: [8] },
      uncommitted: { removed: [8], added: [8] },
    },
  ]);
  const staged = { ...(await seen(client, threadId, { kind: "staged" })), files: "all" } as const;
  await expect(client.changes.revert(staged)).rejects.toMatchObject({ code: "input_invalid" });
  await client.changes.unstage(staged);
  expect(await repository.git("diff", "--cached", "--name-only")).toBe("");
  if (first === undefined) throw new Error("no turn");
  const turn: DiffScope = { kind: "turn", turnId: first.id };
  await client.changes.revert({ ...(await seen(client, threadId, turn)), files: "all" });
  expect(await read()).toBe("1\n2\n3\n4\n5\n6\n7\nsecond turn\n9\n");
  await repository.git("commit", "--quiet", "-a", "-m", "Second turn");
  await writeFile(join(repository.path, "a"), `${await read()}10\n`);
  const commit: DiffScope = { kind: "commit", commit: (await repository.git("rev-parse", "HEAD")).trim() };
  await client.changes.revert({ ...(await seen(client, threadId, commit)), files: "all" });
  expect([await read(), at.failures]).toEqual(["1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", []]);
});

test("a revert can be undone by the next host, and goes with its thread", async () => {
  await using repository = await temporaryRepository({ files: { a: "1\n" } });
  await using home = await temporaryFolder("flightdeck-home-");
  let threadId: ThreadId;
  {
    await using at = await testCore({ home });
    threadId = await begin(at, repository.path, "scenario:say nothing");
    await at.status(threadId, "idle");
    await writeFile(join(repository.path, "a"), "2\n");
    const client = clientOf(at);
    for (const text of ["2\n", "3\n"]) {
      await writeFile(join(repository.path, "a"), text);
      await client.changes.revert({ ...(await seen(client, threadId, uncommitted)), files: "all" });
    }
  }
  await using at = await testCore({ home });
  const client = clientOf(at);
  const [newest] = await client.changes.reverts({ threadId });
  expect(newest).toMatchObject({ files: 1, lines: 2, path: "a", leftOut: [] });
  if (newest === undefined) throw new Error("no revert");
  await client.changes.undo({ threadId, revertId: newest.id });
  expect(await readFile(join(repository.path, "a"), "utf8")).toBe("3\n");
  const refs = () => repository.git("for-each-ref", "--format=%(refname)", "refs/flightdeck/reverts");
  expect((await refs()).split("\n").length).toBe(2);
  await client.threads.delete({ threadId });
  expect([await refs(), at.failures]).toEqual(["", []]);
});
