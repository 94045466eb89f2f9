import { setImmediate } from "node:timers/promises";
import { answer, call, custom, reason, say, startModelServer } from "@flightdeck/testkit";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { missingOutputs, personMessage, type PromptItem, repairPrompt, type Tool } from "./index.ts";
import { brief, fakeTool, turnOnServer } from "./testing/turnOnServer.ts";

let server: Awaited<ReturnType<typeof startModelServer>>;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const bodies = () => server.requests.map(({ body }) => body);
const look = fakeTool("look", "read", async (input) => {
  await setImmediate();
  return `looked at ${input}`;
});
const note: Tool = {
  spec: { type: "custom", name: "note", description: "note", format: { type: "text" } },
  access: "write",
  async run({ input }, context) {
    const item = { id: context.itemId, type: "tool_call", status: "completed", startedAt: 1, endedAt: 1 } as const;
    return { item: { ...item, tool: "note", summary: "note", output: input }, output: `noted ${input}` };
  },
};

test("a turn sends the whole request, then the answer and the tools' results behind it", async () => {
  server.script([
    answer(reason("Let me see."), say("I look first."), call("look", { path: "a" })),
    answer(reason(), custom("note", "b")),
    answer(say("Done.")),
  ]);
  const turn = await turnOnServer({ server, text: "Fix it", tools: [look, note] });

  const common = {
    model: "gpt-5.5",
    instructions: "Be brief.",
    tools: [look.spec, note.spec],
    tool_choice: "auto",
    parallel_tool_calls: true,
    reasoning: { effort: "low", summary: "auto" },
    include: ["reasoning.encrypted_content"],
    store: false,
    stream: true,
    prompt_cache_key: "thread-1",
  };
  const first = [{ type: "message", role: "user", content: [{ type: "input_text", text: "Fix it" }] }];
  const second = [
    ...first,
    {
      id: "rs_1_0",
      type: "reasoning",
      summary: [{ type: "summary_text", text: "Let me see." }],
      encrypted_content: "sealed-1_0",
    },
    {
      id: "msg_1_1",
      type: "message",
      role: "assistant",
      status: "completed",
      content: [{ type: "output_text", text: "I look first.", annotations: [] }],
    },
    {
      id: "fc_1_2",
      type: "function_call",
      call_id: "call_1_2",
      name: "look",
      arguments: '{"path":"a"}',
      status: "completed",
    },
    { type: "function_call_output", call_id: "call_1_2", output: 'looked at {"path":"a"}' },
  ];
  const third = [
    ...second,
    { id: "rs_5_0", type: "reasoning", summary: [], encrypted_content: "sealed-5_0" },
    { id: "ctc_5_1", type: "custom_tool_call", call_id: "call_5_1", name: "note", input: "b" },
    { type: "custom_tool_call_output", call_id: "call_5_1", output: "noted b" },
  ];
  expect(bodies()).toEqual([
    { ...common, input: first },
    { ...common, input: second },
    { ...common, input: third },
  ]);
  expect(turn.outcome).toEqual({ outcome: "completed", prompt: [] });
  expect(turn.briefs).toEqual([
    ["reasoning", "completed", "Let me see."],
    ["agent_message", "completed", "I look first."],
    ["look", "completed", 'looked at {"path":"a"}'],
    ["note", "completed", "b"],
    ["agent_message", "completed", "Done."],
  ]);
});

test("text comes in deltas between an item's start and its completion, usage with each answer", async () => {
  server.script([answer(say("Hello there", 2))]);
  const { events } = await turnOnServer({ server });
  const item = { id: "item_1", type: "agent_message", startedAt: 1000, text: "", status: "running" };
  expect(events).toEqual([
    { type: "item.started", item },
    { type: "item.delta", itemId: "item_1", text: "Hello " },
    { type: "item.delta", itemId: "item_1", text: "there" },
    {
      type: "item.completed",
      item: { ...item, text: "Hello there", status: "completed", endedAt: 1000 },
      prompt: [
        {
          id: "msg_1_0",
          type: "message",
          role: "assistant",
          status: "completed",
          content: [{ type: "output_text", text: "Hello there", annotations: [] }],
        },
      ],
    },
    { type: "usage", usage: { input: 21, cached: 10, output: 37, reasoning: 0, context: 58 }, items: ["item_1"] },
  ]);
});

test("over several turns each request strictly extends the one before it, and all but the input stays the same", async () => {
  const tools = [fakeTool("exec_command", "read", async (input) => `ran ${input}`)];
  const one = await turnOnServer({ server, text: "scenario:loop5", tools });
  const two = await turnOnServer({ server, prompt: [...one.prompt, personMessage("scenario:loop3")], tools });
  const [head, ...rest] = bodies();
  expect(rest).toHaveLength(9);
  let previous = head;
  for (const body of rest) {
    expect(body.input.length).toBeGreaterThan(previous?.input.length ?? 0);
    expect({ ...body, input: body.input.slice(0, previous?.input.length) }).toEqual(previous);
    previous = body;
  }
  // What the caller kept is what the model saw, and its last answer.
  expect(two.prompt.slice(0, -1)).toEqual(previous?.input);
});

test("whatever was kept when the process dies is a valid prompt once its calls are answered", async () => {
  server.script([
    answer(reason("Let me see."), say("I look first."), call("look", { n: 1 }), call("look", { n: 2 })),
    answer(reason(), custom("note", "b"), say("Noted."), reason("Well."), call("look", { n: 3 })),
    answer(reason(), say("Done.")),
  ]);
  const { prompt } = await turnOnServer({ server, tools: [look, note] });
  expect(prompt).toHaveLength(16);
  const { events } = await turnOnServer({ server, tools: [look, note] });
  let kept: readonly PromptItem[] = [personMessage("Do it")];
  for (const event of events) {
    if (event.type !== "item.completed" && event.type !== "prompt") continue;
    kept = [...kept, ...event.prompt];
    const answered = [...kept, ...missingOutputs(kept)];
    expect(repairPrompt(answered)).toBe(answered);
  }
});

test("a tool starts while the answer still streams", async () => {
  let started = () => {};
  const running = new Promise<void>((resolve) => (started = resolve));
  const slow = fakeTool("look", "read", async () => {
    started();
    return "seen";
  });
  server.script([
    { ...answer(call("look", {}), say("More text.")), break: { how: "stall", at: "called" } },
    answer(say("Done.")),
  ]);
  const turn = turnOnServer({ server, tools: [slow] });
  await running; // the server holds the rest of the answer back until it is released
  server.release();
  expect((await turn).outcome.outcome).toBe("completed");
});

test("reads run side by side, writes alone; results keep the order of the calls", async () => {
  const log: string[] = [];
  const gates = new Map<string, () => void>();
  const opened = new Map<string, Promise<void>>();
  for (const name of ["r1", "r2", "w3", "r4"]) opened.set(name, new Promise((resolve) => gates.set(name, resolve)));
  const run = async (input: string) => {
    const { name } = JSON.parse(input) as { name: string };
    log.push(`+${name}`);
    if (name === "r2") gates.get("r2")?.();
    if (name === "w3") await setImmediate();
    else await opened.get(name === "r1" ? "r2" : name);
    log.push(`-${name}`);
    if (name === "w3") gates.get("r4")?.();
    return name;
  };
  const tools = [fakeTool("read", "read", run), fakeTool("write", "write", run)];
  server.script([
    answer(
      call("read", { name: "r1" }),
      call("read", { name: "r2" }),
      call("write", { name: "w3" }),
      call("read", { name: "r4" }),
    ),
    answer(say("Done.")),
  ]);
  await turnOnServer({ server, tools });
  // r1 waits for r2, so both must run at once; w3 begins when both are over, r4 when w3 is.
  expect(log.slice(0, 2)).toEqual(["+r1", "+r2"]);
  expect(log.slice(2, 4).toSorted()).toEqual(["-r1", "-r2"]);
  expect(log.slice(4)).toEqual(["+w3", "-w3", "+r4", "-r4"]);
  const outputs = bodies()[1]?.input.flatMap((item) => (item.type === "function_call_output" ? [item.output] : []));
  expect(outputs).toEqual(["r1", "r2", "w3", "r4"]);
});

test("a later read that ends first is completed at once; its output waits for those before it", async () => {
  let finish = () => {};
  const first = new Promise<void>((resolve) => (finish = resolve));
  const tools = [
    fakeTool("slow", "read", async () => {
      await first;
      return "slow";
    }),
    fakeTool("quick", "read", async () => "quick"),
  ];
  server.script([answer(call("slow", {}), say("Both."), call("quick", {})), answer(say("Done."))]);
  const { events } = await turnOnServer({
    server,
    tools,
    onEvent: (event) => {
      if (event.type === "item.completed" && brief(event.item)[0] === "quick") finish();
    },
  });
  const completed = events.flatMap((event) => (event.type === "item.completed" ? [brief(event.item)[0]] : []));
  const kept = events.flatMap((event) =>
    event.type === "item.completed" || event.type === "prompt" ? event.prompt.map(({ type }) => type) : [],
  );
  expect({ completed, kept }).toEqual({
    completed: ["agent_message", "quick", "slow", "agent_message"],
    kept: ["function_call", "message", "function_call", "function_call_output", "function_call_output", "message"],
  });
});

test("what goes wrong with a tool goes back to the model, which carries on", async () => {
  const broken: Tool = {
    ...look,
    spec: { ...look.spec, name: "broken" } as Tool["spec"],
    run: () => Promise.reject(new Error("no luck")),
  };
  const half = fakeTool("half", "write", async (_input, context) => {
    context.grow("so far");
    throw new Error("then it broke");
  });
  const sync: Tool = {
    ...look,
    spec: { ...look.spec, name: "sync" } as Tool["spec"],
    run: () => {
      throw new Error("at once");
    },
  };
  server.script([
    answer(call("missing", {}), call("look", "{not json"), call("broken", {}), call("half", {}), call("sync", {})),
    answer(say("I see.")),
  ]);
  const turn = await turnOnServer({ server, tools: [look, broken, half, sync] });
  const outputs = bodies()[1]?.input.flatMap((item) => (item.type === "function_call_output" ? [item.output] : []));
  expect(outputs).toEqual([
    'There is no tool "missing". The tools are: look, broken, half, sync.',
    expect.stringMatching(/^The arguments are not valid JSON \(.+\)\. Send the call again\.$/),
    "The tool failed: no luck",
    "The tool failed: then it broke",
    "The tool failed: at once",
  ]);
  expect(turn.briefs.map(([tool, status]) => [tool, status])).toEqual([
    ["missing", "failed"],
    ["look", "failed"],
    ["broken", "failed"],
    ["half", "failed"],
    ["sync", "failed"],
    ["agent_message", "completed"],
  ]);
  expect(turn.briefs[3]).toEqual(["half", "failed", "so far"]);
  expect(turn.outcome).toEqual({ outcome: "completed", prompt: [] });
});

test("a tool asks the person about its own item and goes by the answer", async () => {
  const asked: unknown[] = [];
  const tool = fakeTool("look", "read", async (_input, context) => {
    const decision = await context.ask({ kind: "file_change", paths: ["a"], reason: "outside" });
    return decision === "decline" ? "declined" : "done";
  });
  server.script([answer(call("look", {})), answer(say("As you wish."))]);
  const turn = await turnOnServer({
    server,
    tools: [tool],
    ask: async (itemId, request) => {
      asked.push([itemId, request]);
      return "decline";
    },
  });
  expect(asked).toEqual([["item_1", { kind: "file_change", paths: ["a"], reason: "outside" }]]);
  expect(turn.briefs).toEqual([
    ["look", "completed", "declined"],
    ["agent_message", "completed", "As you wish."],
  ]);
});

test("an answer without any item ends the turn", async () => {
  server.script([answer()]);
  const turn = await turnOnServer({ server });
  expect(turn.outcome).toEqual({ outcome: "completed", prompt: [] });
  expect(turn.screen).toEqual([]);
});

test("reasoning that nothing follows stays out of the prompt", async () => {
  server.script([answer(say("Done."), reason("And that is that."))]);
  const turn = await turnOnServer({ server });
  expect(turn.briefs).toEqual([
    ["agent_message", "completed", "Done."],
    ["reasoning", "completed", "And that is that."],
  ]);
  expect(turn.prompt.map(({ type }) => type)).toEqual(["message", "message"]);
});
