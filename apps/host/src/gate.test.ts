import type { Gate, LandingCheck, Thread } from "@flightdeck/contract";
import { temporaryRepository } from "@flightdeck/testkit";
import { expect, test } from "vitest";
import type { Client } from "./client.ts";
import { serve } from "./testing/transports.ts";

const rules = 'human = ["src/auth"]\ndefault = "none"\n';

/** A thread whose work changes a critical file and is committed. */
async function committedWork(client: Client, path: string) {
  const project = await client.projects.open({ path });
  const { threadId } = await client.threads.create({ projectId: project.id, workspace: { kind: "worktree" } });
  for await (const delivery of await client.threads.watch({ threadId })) {
    if (delivery.type === "snapshot" && delivery.thread.worktree?.state === "ready") break;
    if (
      delivery.type === "events" &&
      delivery.events.some((event) => event.type === "worktree.changed" && event.worktree.state === "ready")
    )
      break;
  }
  return threadId;
}

const gateOf = ({ gate }: LandingCheck): Gate => {
  if (gate === undefined) throw new Error("no gate");
  return gate;
};

async function threadOf(client: Client, threadId: Thread["id"]): Promise<Thread> {
  for await (const delivery of await client.threads.watch({ threadId }))
    if (delivery.type === "snapshot") return delivery.thread;
  throw new Error("the watch ended");
}

test("what was not read does not land, unless the person says so: for what they saw, with a reason that is kept", async () => {
  await using repository = await temporaryRepository({
    files: { ".flightdeck/review.toml": rules, "src/auth/key.ts": "a\n" },
  });
  await using served = await serve("memory");
  const { client } = await served.connect();
  const threadId = await committedWork(client, repository.path);
  const [worktree] = await client.worktrees.list({});
  const folder = worktree?.path ?? "";
  const inWorktree = (...args: readonly string[]) => repository.git("-C", folder, ...args);
  await repository.write({});
  const { writeFile } = await import("node:fs/promises");
  const change = async (text: string) => {
    await writeFile(`${folder}/src/auth/key.ts`, text);
    await inWorktree("commit", "--quiet", "-am", "Work");
  };
  await change("b\n");
  const land = (override?: { fingerprint: string; reason: string }) =>
    client.landing.land({
      threadId,
      method: "squash",
      message: "Land it",
      ...(override === undefined ? {} : { override }),
    });

  const seen = gateOf(await client.landing.check({ threadId }));
  expect(seen).toMatchObject({
    state: "closed",
    missing: [{ kind: "read", hunks: 1, critical: 1 }],
    tiers: { human: ["src/auth/key.ts"] },
  });
  await expect(land()).rejects.toMatchObject({ code: "gate_closed", data: { detail: "1 hunk to read, 1 critical" } });
  await change("c\n");
  await expect(land({ fingerprint: seen.fingerprint, reason: "Urgent" })).rejects.toMatchObject({
    code: "diff_changed",
  });
  const now = gateOf(await client.landing.check({ threadId }));
  await expect(land({ fingerprint: now.fingerprint, reason: " " })).rejects.toThrow();
  expect((await threadOf(client, threadId)).overrides).toBeUndefined();

  const landed = await land({ fingerprint: now.fingerprint, reason: " The shop is down " });
  expect(await repository.git("show", "main:src/auth/key.ts")).toBe("c\n");
  const { overrides } = await threadOf(client, threadId);
  expect(overrides).toEqual([
    {
      at: expect.any(Number),
      base: "main",
      head: (await inWorktree("rev-parse", "HEAD")).trim(),
      reason: "The shop is down",
      missing: ["1 hunk to read, 1 critical"],
    },
  ]);
  expect(landed.base).toBe("main");
  const [happening] = await client.attention.since({ at: 0 });
  expect(happening).toMatchObject({
    kind: "landed",
    subject: "main",
    override: { reason: "The shop is down", missing: ["1 hunk to read, 1 critical"] },
  });
  for await (const history of await client.attention.watchHistory({})) {
    expect(history.happenings).toEqual([happening]);
    break;
  }
});

test("what was read lands without more", async () => {
  await using repository = await temporaryRepository({
    files: { ".flightdeck/review.toml": rules, "src/auth/key.ts": "a\n" },
  });
  await using served = await serve("memory");
  const { client } = await served.connect();
  const threadId = await committedWork(client, repository.path);
  const [worktree] = await client.worktrees.list({});
  const folder = worktree?.path ?? "";
  const { writeFile } = await import("node:fs/promises");
  await writeFile(`${folder}/src/auth/key.ts`, "b\n");
  const { fingerprint } = await client.reading.count({ threadId, scope: { kind: "branch" } });
  await client.reading.mark({ threadId, scope: { kind: "branch" }, fingerprint, read: true, what: "all" });
  await repository.git("-C", folder, "commit", "--quiet", "-am", "Work");
  expect(gateOf(await client.landing.check({ threadId }))).toMatchObject({ state: "open", missing: [] });
  // What it landed is written down as any other landing.
  await client.landing.land({ threadId, method: "squash", message: "Land it" });
  const [happening] = await client.attention.since({ at: 0 });
  expect(happening).toMatchObject({ kind: "landed" });
  expect(happening).not.toHaveProperty("override");
});
