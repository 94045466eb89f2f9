import { existsSync } from "node:fs";
import { answer, call, say, temporaryRepository } from "@flightdeck/testkit";
import type { TerminalId, ThreadId, ThreadSettings } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { messageId, testCore, type TestCore } from "../testing/testCore.ts";

/** A model that reads a terminal in each turn, and what it heard. */
function reader(at: TestCore, input: () => object): readonly string[] {
  const heard: string[] = [];
  at.model.script(({ body }) => {
    const items = body.input as readonly { readonly type?: string; readonly output?: unknown }[]; // the Responses format
    const last = items.at(-1);
    if (last?.type !== "function_call_output") return answer(call("read_terminal", input()));
    heard.push(String(last.output));
    return answer(say("Read."));
  });
  return heard;
}

async function threadIn(
  at: TestCore,
  path: string,
  settings: Partial<ThreadSettings> = {},
): Promise<{ readonly threadId: ThreadId; ask(): Promise<void> }> {
  const project = await at.core.projects.open(path, { init: false });
  const threadId = await at.core.threads.create({
    projectId: project.id,
    workspace: { kind: "worktree", copyLocalChanges: false },
    settings: { approval: "on-request", ...settings },
    title: "Reads",
  });
  await at.when(threadId, ({ worktree }) => worktree?.state === "ready");
  return {
    threadId,
    ask: async () => {
      at.core.threads.send(threadId, { id: messageId(), text: "What does it say?" });
      await at.when(threadId, ({ turns, approvals }) => approvals.length > 0 || turns.at(-1)?.outcome !== "running");
    },
  };
}

/** Settles once a terminal shows that it is over. */
async function seenOver(at: TestCore, id: TerminalId): Promise<void> {
  const abort = new AbortController();
  let seen = "";
  for await (const event of at.core.terminals.watch(id, "test", abort.signal)) {
    seen += event.type === "snapshot" ? event.screen : event.type === "data" ? event.text : "";
    if (seen.includes("over")) abort.abort();
  }
}

/** A terminal of the thread that has printed a line. */
async function printed(at: TestCore, threadId: ThreadId, line: string) {
  const id = await at.core.terminals.run(threadId, { id: "a1", name: "server", command: `${line}; sleep 600` });
  await seenOver(at, id);
  return id;
}

test("the agent reads what the person let it, and a yes for the thread is a setting that can be taken back", async () => {
  await using at = await testCore();
  await using repository = await temporaryRepository({ files: { "a.txt": "a" } });
  const { threadId, ask } = await threadIn(at, repository.path);
  await printed(at, threadId, "printf '\\033[31mlistening\\033[0m on 4400\\n'; echo over");
  const heard = reader(at, () => ({ terminal: "server", lines: 5 }));

  await ask();
  const [approval] = at.core.threads.load(threadId).thread.approvals;
  if (approval === undefined) throw new Error("nobody was asked");
  at.core.threads.answer(threadId, approval.id, "approve_for_thread");
  const first = await at.status(threadId, "idle");
  await ask();
  const settings = at.core.threads.load(threadId).thread.settings.terminals;
  at.core.threads.configure(threadId, { terminals: "never" });
  await ask();

  const item = first.turns[0]?.items.find(({ type }) => type === "tool_call");
  expect({ request: approval.request, settings, item: item && { ...item, id: "", startedAt: 0, endedAt: 0 } }).toEqual({
    request: { kind: "terminal", name: "server" },
    settings: "allow",
    item: {
      id: "",
      type: "tool_call",
      tool: "read_terminal",
      summary: "Read 2 lines of your terminal “server”",
      status: "completed",
      output: "listening on 4400\nover",
      startedAt: 0,
      endedAt: 0,
    },
  });
  expect(heard[0]).toMatch(/^terminal_\w+: server \(open\), its last 2 lines:\nlistening on 4400\nover$/);
  expect([heard[1] === heard[0], heard[2]]).toEqual([
    true,
    "The person does not let the agent of this thread read their terminals.",
  ]);
});

test.each([
  ["plan mode, which only reads", { mode: "plan", terminals: "allow" } as const, /its last 1 lines:\nover/],
  ["a thread that never asks", { approval: "never" } as const, /never asks for approval/],
  ["one that never asks and was allowed before", { approval: "never", terminals: "allow" } as const, /over$/],
])("reading keeps to the thread's settings: %s", async (_name, settings, said) => {
  await using at = await testCore();
  await using repository = await temporaryRepository({ files: { "a.txt": "a" } });
  const { threadId, ask } = await threadIn(at, repository.path, settings);
  await printed(at, threadId, "echo over");
  const heard = reader(at, () => ({ terminal: "server" }));
  await ask();
  expect(heard[0]).toMatch(said);
});

test("a no leaves the terminal unread; without a name the terminals are listed; nothing is asked where there is none", async () => {
  await using at = await testCore();
  await using repository = await temporaryRepository({ files: { "a.txt": "a" } });
  const { threadId, ask } = await threadIn(at, repository.path);
  const heard = reader(at, () => ({}));
  await ask();
  const id = await printed(at, threadId, "echo over");
  for (const decision of ["decline", "approve"] as const) {
    await ask();
    const [approval] = at.core.threads.load(threadId).thread.approvals;
    if (approval !== undefined) at.core.threads.answer(threadId, approval.id, decision);
    await at.status(threadId, "idle");
  }
  expect(heard).toEqual([
    "The person has no terminal open in this thread.",
    "The person declined to let you read their terminals.",
    `${id}: server (open)`,
  ]);
});

test("what goes to the model is bounded, and has the newest lines", async () => {
  await using at = await testCore();
  await using repository = await temporaryRepository({ files: { "a.txt": "a" } });
  const { threadId, ask } = await threadIn(at, repository.path, { terminals: "allow" });
  await printed(at, threadId, "seq -f 'a rather long line with the number %.0f' 1 2000; echo over");
  const heard = reader(at, () => ({ terminal: "server", lines: 1000 }));
  await ask();
  expect([
    (heard[0]?.length ?? 0) < 25_000,
    heard[0]?.includes("earlier ones left out"),
    heard[0]?.endsWith("\nover"),
  ]).toEqual([true, true, true]);
});

test("a worktree with an idle terminal is removed; with a busy one it is not; a deleted thread's terminals are closed", async () => {
  await using at = await testCore();
  await using repository = await temporaryRepository({ files: { "a.txt": "a" } });
  const { threadId } = await threadIn(at, repository.path);
  await printed(at, threadId, "echo over");
  const { path } = at.core.threads.load(threadId).thread.worktree ?? { path: "" };
  await at.core.endProcesses(threadId);
  const refused = await at.core.worktrees.remove(threadId).catch((error: unknown) => error);
  await at.core.terminals.closeThread(threadId, "all");
  const shell = await at.core.terminals.open(threadId, { columns: 80, rows: 24 });
  at.core.terminals.write(shell, "echo ov''er\r");
  await seenOver(at, shell);
  await at.core.endProcesses(threadId);
  await at.core.worktrees.remove(threadId);
  expect([refused, existsSync(path), at.core.terminals.list(threadId)]).toEqual([
    expect.objectContaining({ code: "worktree_busy" }),
    false,
    [],
  ]);
});
