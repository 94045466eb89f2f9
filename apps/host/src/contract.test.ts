import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import {
  BlobId,
  MessageId,
  type ProjectId,
  reduceThread,
  type Thread,
  type ThreadId,
  type ThreadWatchEvent,
  ThreadId as ThreadIdSchema,
} from "@flightdeck/contract";
import { AppError } from "@flightdeck/core";
import { answer, broken, call, say, temporaryRepository } from "@flightdeck/testkit";
import { describe, expect, test } from "vitest";
import type { Client } from "./client.ts";
import { serve, transports } from "./testing/transports.ts";

const messageId = () => MessageId.parse(randomUUID());
const nowhere = ThreadIdSchema.parse("thread_nowhere");

/** Folds a thread as a client does, from its watch alone, until it is so. */
async function follow(
  client: Client,
  threadId: ThreadId,
  holds: (thread: Thread) => boolean,
  after?: number,
): Promise<{ thread: Thread; seq: number; deliveries: number }> {
  const stop = new AbortController();
  let thread: Thread | undefined;
  let seq = after ?? 0;
  let deliveries = 0;
  try {
    for await (const delivery of await client.threads.watch({ threadId, after }, { signal: stop.signal })) {
      deliveries += 1;
      if (delivery.type === "snapshot") ({ thread, seq } = delivery);
      else if (delivery.type === "events") {
        for (const event of delivery.events) {
          thread = reduceThread(thread, event);
          seq = event.seq ?? seq;
        }
      }
      if (thread && holds(thread)) return { thread, seq, deliveries };
    }
  } finally {
    stop.abort();
  }
  throw new Error("the watch ended early");
}

const ended = (turn: number) => (thread: Thread) => (thread.turns[turn]?.outcome ?? "running") !== "running";

const start = async (
  client: Client,
  path: string,
  text?: string,
): Promise<{ threadId: ThreadId; projectId: ProjectId }> => {
  const project = await client.projects.open({ path });
  const { threadId } = await client.threads.create({ projectId: project.id, workspace: { kind: "local" }, text });
  return { threadId, projectId: project.id };
};

describe.each(transports)("over %s", (transport) => {
  test("a query is answered", async () => {
    await using served = await serve(transport);
    const { client, close } = await served.connect();
    expect(await client.threads.list({})).toEqual([]);
    close();
  });

  test("an expected failure comes with its code, its sentence and its detail", async () => {
    await using served = await serve(transport);
    const { client, close } = await served.connect();
    await expect(client.projects.open({ path: "/no/such/folder" })).rejects.toMatchObject({
      code: "path_not_found",
      defined: true,
      message: "There is no such folder",
      data: { detail: "/no/such/folder" },
    });
    await expect(client.threads.watch({ threadId: nowhere })).rejects.toMatchObject({
      code: "thread_not_found",
      defined: true,
    });
    close();
  });

  test("an input that is not valid is refused and says where", async () => {
    await using served = await serve(transport);
    const { client, close } = await served.connect();
    await expect(client.threads.rename({ threadId: nowhere, title: "  " })).rejects.toMatchObject({
      code: "input_invalid",
      data: { detail: expect.stringContaining("title") },
    });
    close();
  });

  test("an unexpected failure comes as internal with the id of its log entry", async () => {
    await using served = await serve(transport);
    const { client, close } = await served.connect();
    Object.assign(served.core.blobs, { read: () => Promise.reject(new TypeError("a bug with /secret/path")) });
    const blobId = BlobId.parse("a".repeat(64));
    const failure = await client.system.blob({ blobId }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "internal", message: "Something went wrong inside Flightdeck" });
    expect(JSON.stringify(failure)).not.toContain("/secret/path");
    expect(served.failures).toEqual([expect.stringMatching(/^internal error [0-9a-f]{8}$/)]);
    close();
  });

  test("an answer that its method does not list reaches the client, and the log as a mistake of ours", async () => {
    await using served = await serve(transport);
    const { client, close } = await served.connect();
    Object.assign(served.core.blobs, { read: () => Promise.reject(new AppError("git_failed")) });
    const blobId = BlobId.parse("a".repeat(64));
    await expect(client.system.blob({ blobId })).rejects.toMatchObject({ code: "git_failed", defined: false });
    expect(served.failures).toEqual(["the contract of system.blob does not list git_failed"]);
    close();
  });

  test("a watch that fails on its way says why, as every other answer does", async () => {
    await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
    await using served = await serve(transport);
    const { client, close } = await served.connect();
    const { threadId } = await start(client, repo.path);
    const watch = async () => (await client.review.watch({ threadId })).next();
    await rm(repo.path, { recursive: true });
    await expect(watch()).rejects.toMatchObject({ code: "worktree_missing", defined: true });
    Object.assign(served.core.review, { watchFolder: () => Promise.reject(new TypeError("a bug")) });
    await expect(watch()).rejects.toMatchObject({
      code: "internal",
      message: "Something went wrong inside Flightdeck",
    });
    expect(served.failures.filter((failure) => failure.startsWith("internal"))).toEqual([
      expect.stringMatching(/^internal error [0-9a-f]{8}$/),
    ]);
    close();
  });

  test("a watch begins with what is and goes on with what happens, so that a client's fold is the host's", async () => {
    await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
    await using served = await serve(transport);
    const { client, close } = await served.connect();
    served.model.script([answer(say("Looking."), call("exec_command", { cmd: "cat a.txt" })), answer(say("Done."))]);
    const { threadId } = await start(client, repo.path, "Go");
    const { thread } = await follow(
      client,
      threadId,
      (state) => ended(0)(state) && state.turns[0]?.checkpoints.after !== undefined,
    );
    expect(thread).toEqual(JSON.parse(JSON.stringify(served.core.threads.load(threadId).thread)));
    close();
  });

  test("a client that comes back gets what it missed, by its sequence number", async () => {
    await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
    await using served = await serve(transport);
    served.model.script([answer(say("One.")), answer(say("Two."))]);
    const first = await served.connect();
    const { threadId } = await start(first.client, repo.path, "First");
    const before = await follow(first.client, threadId, ended(0));
    first.close();
    const second = await served.connect();
    await second.client.turns.send({ threadId, messageId: messageId(), text: "Second" });
    await follow(second.client, threadId, ended(1));
    const stop = new AbortController();
    const watching = await second.client.threads.watch({ threadId, after: before.seq }, { signal: stop.signal });
    const missed: IteratorResult<ThreadWatchEvent, unknown> = await watching.next();
    const value = missed.done ? undefined : missed.value;
    stop.abort();
    if (value === undefined || value.type !== "events") throw new Error("expected events");
    const folded = value.events.reduce<Thread | undefined>(reduceThread, before.thread);
    expect(folded?.turns.map(({ outcome, items }) => [outcome, items.length])).toEqual([
      ["completed", 2],
      ["completed", 2],
    ]);
    second.close();
  });

  test("what one client does, another one that watches sees", async () => {
    await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
    await using served = await serve(transport);
    served.model.script([answer(call("exec_command", { cmd: "echo out", escalate: true })), answer(say("Thanks."))]);
    const [one, other] = [await served.connect(), await served.connect()];
    const { threadId } = await start(one.client, repo.path, "Go");
    const { thread } = await follow(other.client, threadId, ({ approvals }) => approvals.length === 1);
    const approvalId = thread.approvals[0]?.id;
    if (approvalId === undefined) throw new Error("no approval");
    await other.client.approvals.answer({ threadId, approvalId, decision: "approve" });
    expect((await follow(one.client, threadId, ended(0))).thread.turns[0]?.outcome).toBe("completed");
    await expect(one.client.approvals.answer({ threadId, approvalId, decision: "decline" })).rejects.toMatchObject({
      code: "approval_answered",
    });
    one.close();
    other.close();
  });

  test("a watch that is no longer wanted leaves nothing behind in the host", async () => {
    await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
    await using served = await serve(transport);
    const { client, close } = await served.connect();
    const { threadId } = await start(client, repo.path);
    const stop = new AbortController();
    const watching = await client.threads.watch({ threadId }, { signal: stop.signal });
    await watching.next();
    const { feed } = served.core.threads.load(threadId);
    expect(feed.watched).toBe(true);
    const next = watching.next().catch(() => undefined);
    stop.abort();
    await next;
    await feed.unwatched();
    expect(feed.watched).toBe(false);
    close();
  });

  test("a turn is stopped over the line", async () => {
    await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
    await using served = await serve(transport);
    const { client, close } = await served.connect();
    served.model.script([broken(answer(say("this goes on", 3)), "stall", "text")]);
    const { threadId } = await start(client, repo.path, "Go");
    await follow(client, threadId, ({ turns }) => turns[0]?.items[1] !== undefined);
    await client.turns.interrupt({ threadId });
    expect((await follow(client, threadId, ended(0))).thread.turns[0]?.outcome).toBe("interrupted");
    await expect(client.turns.interrupt({ threadId })).rejects.toMatchObject({ code: "turn_not_running" });
    close();
  });

  test("a draft of half a million characters arrives whole", async () => {
    await using served = await serve(transport);
    const { client, close } = await served.connect();
    const text = "ü\u0000\n😀".repeat(100_000);
    await client.threads.saveDraft({ key: "new", text });
    expect((await client.threads.draft({ key: "new" })).text === text).toBe(true);
    close();
  });
});
