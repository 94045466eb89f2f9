import type { ThreadId } from "@flightdeck/contract";
import {
  answer,
  broken,
  call,
  patch,
  reason,
  refuse,
  type Reply,
  type RequestBody,
  say,
  startModelServer,
  temporaryFolder,
  temporaryRepository,
  tries,
} from "@flightdeck/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";

/** What the model does with a request. Each is a whole turn's worth of trouble of its own. */
const replies = {
  say: () => answer(reason("Hm."), say("Said and done.")),
  run: () =>
    answer(say("I run it."), call("exec_command", { cmd: "echo hi" }), call("exec_command", { cmd: "echo ho" })),
  plan: () => answer(call("update_plan", { plan: [{ step: "Look", status: "in_progress" }] })),
  edit: () => answer(patch("*** Begin Patch\n*** Add File: new.txt\n+x\n*** End Patch\n")),
  ask: () => answer(call("exec_command", { cmd: "echo out", escalate: true, justification: "May I?" })),
  wrong: () => answer(call("exec_command", "{no json")),
  wait: () => broken(answer(say("one two three four", 4), call("exec_command", { cmd: "echo hi" })), "stall", "text"),
  cut: () => broken(answer(say("one two three four", 4), call("exec_command", { cmd: "echo hi" })), "cut", "called"),
  fail: () => refuse(429, { code: "insufficient_quota" }),
} satisfies Record<string, () => Reply>;
type ReplyName = keyof typeof replies;

/** What a person does, and what befalls the host. Whatever does not fit the moment does nothing. */
const actions = {
  send: (on: TestCore, id: ThreadId) => void on.core.threads.send(id, { id: messageId(), text: "Go on" }),
  steer: (on: TestCore, id: ThreadId) => void on.core.threads.steer(id, { id: messageId(), text: "Like this" }),
  promote: (on: TestCore, id: ThreadId) => {
    const first = on.core.threads.load(id).thread.queue[0];
    if (first) on.core.threads.queue.promote(id, first.id);
  },
  queueNext: (on: TestCore, id: ThreadId) => {
    const first = on.core.threads.load(id).thread.queue[0];
    if (first) on.core.threads.queue.send(id, first.id);
  },
  approve: (on: TestCore, id: ThreadId) => {
    const asked = on.core.threads.load(id).thread.approvals[0];
    if (asked) on.core.threads.answer(id, asked.id, "approve");
  },
  decline: (on: TestCore, id: ThreadId) => {
    const asked = on.core.threads.load(id).thread.approvals[0];
    if (asked) on.core.threads.answer(id, asked.id, "decline");
  },
  loosen: (on: TestCore, id: ThreadId) => void on.core.threads.configure(id, { approval: "never" }),
  tighten: (on: TestCore, id: ThreadId) => void on.core.threads.configure(id, { sandbox: "read-only" }),
  model: (on: TestCore, id: ThreadId) => void on.core.threads.configure(id, { model: "gpt-5.4", effort: "high" }),
  interrupt: (on: TestCore, id: ThreadId) => on.core.threads.interrupt(id),
  compact: (on: TestCore, id: ThreadId) => on.core.threads.compact(id),
} satisfies Record<string, (on: TestCore, id: ThreadId) => void>;
type ActionName = keyof typeof actions | "settle" | "restart";

/** Settles when the thread waits for the person; answers that stall are let go on. */
const settle = (on: TestCore, threadId: ThreadId) =>
  on.when(threadId, ({ turns, approvals }) => {
    on.model.release();
    return approvals.length > 0 || turns.at(-1)?.outcome !== "running";
  });

const isSummary = (body: RequestBody) => body.tool_choice === "none";
const fixed = ({ instructions, tools, prompt_cache_key, parallel_tool_calls, include }: RequestBody) => ({
  instructions,
  tools,
  prompt_cache_key,
  parallel_tool_calls,
  include,
});

/** Where the prompt was not only added to, beside what compaction replaces on purpose. */
function breaches(bodies: readonly RequestBody[]): readonly unknown[] {
  return bodies.flatMap((body, n) => {
    const before = bodies[n - 1];
    if (before === undefined) return [];
    const stable = JSON.stringify(fixed(body)) === JSON.stringify(fixed(before));
    const input = body.input.slice(0, before.input.length);
    const extended = isSummary(before) || JSON.stringify(input) === JSON.stringify(before.input);
    return stable && extended ? [] : [{ n, stable, extended, before: before.input, after: body.input }];
  });
}

const names = <T extends string>(of: Record<T, unknown>): T[] => Object.keys(of) as T[]; // the keys as they are written

test("whatever happens to a thread, each of its requests extends the one before", { timeout: 1_200_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(fc.constantFrom<ReplyName>(...names(replies)), { minLength: 2, maxLength: 12 }),
      fc.array(fc.constantFrom<ActionName>(...names(actions), "settle", "settle", "send", "steer", "restart"), {
        minLength: 4,
        maxLength: 14,
      }),
      async (websocket, planned, done) => {
        await using repo = await temporaryRepository({ files: { "a.txt": "a\n" } });
        await using home = await temporaryFolder();
        await using model = await startModelServer();
        model.compacts(false);
        const script = [...planned];
        model.script(({ body }) => (isSummary(body) ? answer(say("All of it.")) : replies[script.shift() ?? "say"]()));
        const config = `[provider]\nwebsocket = ${websocket}\n`;
        let on = await testCore({ home, model, config });
        try {
          const { project } = await on.core.projects.locate(repo.path);
          const workspace = { kind: "local" } as const;
          const threadId = await on.core.threads.create({ projectId: project.id, workspace, text: "Begin" });
          for (const name of done) {
            if (name === "settle") await settle(on, threadId);
            else if (name === "restart") {
              await on[Symbol.asyncDispose]();
              on = await testCore({ home, model, config });
            } else {
              try {
                actions[name](on, threadId);
              } catch (error) {
                // It did not fit the moment: nothing to take back, nothing running.
                expect(error).toMatchObject({ name: "AppError" });
              }
            }
          }
          await settle(on, threadId);
          expect({ breaches: breaches(model.requests.map(({ body }) => body)), failures: on.failures }).toEqual({
            breaches: [],
            failures: [],
          });
        } finally {
          model.release();
          await on[Symbol.asyncDispose]();
        }
      },
    ),
    {
      numRuns: tries(8),
      // An answer with two calls over WebSocket, then a request as a whole.
      examples: [[true, ["run", "say", "say"], ["settle", "model", "send", "settle", "send"]]],
    },
  );
});
