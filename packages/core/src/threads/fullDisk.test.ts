import { once } from "node:events";
import { noUsage, ProjectId, threadStatus } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { type ModelStream, personMessage, runTurn } from "../agent/index.ts";
import { AppError } from "../errors/index.ts";
import { openApprovals } from "../approvals/index.ts";
import { openQuestions } from "../questions/index.ts";
import { modelNamed } from "../models/index.ts";
import { openUsage } from "../usage/index.ts";
import { openStore, type Store } from "../store/index.ts";
import { messageId } from "../testing/testCore.ts";
import { noWorktree } from "./testing/noWorktree.ts";
import { Threads, type ThreadsOptions } from "./threads.ts";

const saying = (text: string): ModelStream =>
  async function* () {
    yield { type: "text.started", key: "a" };
    yield { type: "text.delta", key: "a", text };
    yield {
      type: "item.done",
      key: "a",
      item: {
        type: "message",
        role: "assistant",
        content: [{ type: "output_text", text, annotations: [] }],
        id: "a",
        status: "completed",
      },
    };
    yield { type: "completed", usage: noUsage };
  };

/** Threads that work nowhere, with a model of their own. */
function threadsOn(store: Store, model: () => ModelStream, journal: ThreadsOptions["journal"] = { note: () => {} }) {
  store.db.prepare("INSERT INTO projects (id, name, path, added_at) VALUES ('p', 'p', '/', 0)").run();
  let ids = 0;
  const reports: unknown[] = [];
  const threads = new Threads({
    store,
    search: { note: () => {}, behind: () => {} },
    journal,
    digests: { note: () => {} },
    approvals: openApprovals({ store, now: Date.now }),
    questions: openQuestions(),
    project: () => ({ id: ProjectId.parse("p"), name: "p", path: "/", addedAt: 0, wants: [] }),
    profile: () => undefined,
    defaultSettings: () => ({ model: "m", sandbox: "workspace-write", approval: "never" }),
    ...noWorktree,
    openConnection: () => ({
      stream: (request, signal) => model()(request, signal),
      steer: () => false,
      prewarm: () => undefined,
      close: () => undefined,
    }),
    prepare: (_open, { said }) =>
      Promise.resolve({
        tools: [],
        context: [],
        instructions: "",
        added: "text" in said ? [personMessage(said.text)] : [],
      }),
    along: { row: () => undefined, pathOf: ({ name }) => name },
    hear: (_open, { text }) => Promise.resolve([personMessage(text)]),
    windowOf: () => ({ size: 1e9, compactAt: 1e9 }),
    isFile: () => false,
    report: (_message, error) => reports.push(error),
    world: {
      runTurn,
      now: Date.now,
      newId: (prefix) => {
        ids += 1;
        return `${prefix}_${ids}`;
      },
      random: () => 0,
      wait: () => Promise.resolve(),
      usage: openUsage({ store, modelNamed, budgets: () => ({}), now: Date.now }),
    },
  });
  return { threads, reports };
}

test("a full disk fails the turn with its own code, loses nothing that was kept, and the thread goes on when there is room", async () => {
  const store = openStore(":memory:");
  const pages = () => Number(store.db.pragma("page_count", { simple: true }));
  let stream = saying("x".repeat(400_000));
  const { threads } = threadsOn(store, () => stream);
  const threadId = await threads.create({
    projectId: ProjectId.parse("p"),
    workspace: { kind: "local" },
    text: "Say a lot",
  });
  store.db.pragma(`max_page_count = ${pages() + 20}`);
  await threads.idle();
  const failed = threads.load(threadId).thread;
  expect({
    status: threadStatus(failed),
    code: failed.turns[0]?.error?.code,
    kept: failed.turns[0]?.items[0]?.type,
  }).toEqual({
    status: "failed",
    code: "disk_full",
    kept: "user_message",
  });
  store.db.pragma("max_page_count = 100000");
  stream = saying("There is room.");
  threads.send(threadId, { id: messageId(), text: "Again" });
  await threads.idle();
  const { thread } = threads.load(threadId);
  expect({ status: threadStatus(thread), items: thread.turns[1]?.items.map(({ type }) => type) }).toEqual({
    status: "idle",
    items: ["user_message", "agent_message"],
  });
});

test("a turn can be stopped where it cannot be written down who stopped it", async () => {
  const waiting: ModelStream = async function* (_request, signal) {
    await once(signal, "abort");
    yield { type: "completed", usage: noUsage };
  };
  const full = new AppError("disk_full");
  const { threads, reports } = threadsOn(openStore(":memory:"), () => waiting, {
    note: (_threadId, { kind }) => {
      if (kind === "stopped") throw full;
    },
  });
  const threadId = await threads.create({
    projectId: ProjectId.parse("p"),
    workspace: { kind: "local" },
    text: "Wait",
  });
  threads.interrupt(threadId);
  await threads.idle();
  expect([threads.load(threadId).thread.turns[0]?.outcome, reports]).toEqual(["interrupted", [full]]);
});
