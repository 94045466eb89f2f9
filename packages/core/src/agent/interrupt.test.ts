import { once } from "node:events";
import { noUsage } from "@flightdeck/contract";
import { answer, broken, call, reason, refuse, say, startModelServer } from "@flightdeck/testkit";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { interruptionNote, partialMessage, personMessage, repairPrompt } from "./index.ts";
import { fakeTool, turnOnServer } from "./testing/turnOnServer.ts";

let server: Awaited<ReturnType<typeof startModelServer>>;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const ended = { outcome: "interrupted", prompt: [interruptionNote()] };
const never = new Promise<never>(() => {});

test("a turn that is stopped before it begins asks nothing", async () => {
  let asked = 0;
  const turn = await turnOnServer({
    server,
    signal: AbortSignal.abort(),
    stream: async function* () {
      asked += 1;
      yield { type: "completed", usage: noUsage };
    },
  });
  expect(turn.outcome).toEqual(ended);
  expect(asked).toBe(0);
  expect(turn.events).toEqual([]);
});

test("stopped before the first byte, only the note remains", async () => {
  server.script([broken(answer(say("Hello")), "stall", "start")]);
  const stop = new AbortController();
  const running = turnOnServer({ server, signal: stop.signal });
  await server.requested(1);
  stop.abort();
  const turn = await running;
  expect(turn.outcome).toEqual(ended);
  expect(turn.prompt).toEqual([personMessage("Do it"), interruptionNote()]);
});

test("stopped in mid text, the text so far stays on screen and in the prompt", async () => {
  server.script([broken(answer(reason("Let me think."), say("One two three four.", 4)), "stall", "text")]);
  const stop = new AbortController();
  const turn = await turnOnServer({
    server,
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type === "item.delta" && event.text.startsWith("One")) stop.abort();
    },
  });
  expect(turn.outcome).toEqual(ended);
  expect(turn.briefs).toEqual([
    ["reasoning", "completed", "Let me think."],
    ["agent_message", "interrupted", "One t"],
  ]);
  expect(turn.prompt).toEqual([personMessage("Do it"), partialMessage("One t"), interruptionNote()]);
});

test("stopped while a tool runs, the tool is told, and its call keeps an output", async () => {
  server.script([answer(call("sleep", {}), call("later", {}))]);
  const stop = new AbortController();
  const sleep = fakeTool("sleep", "write", async (_input, context) => {
    context.grow("zzz");
    return new Promise((_resolve, reject) => {
      context.signal.addEventListener("abort", () => reject(new Error("aborted")));
      stop.abort();
    });
  });
  const later = fakeTool("later", "write", async () => "never");
  const turn = await turnOnServer({ server, tools: [sleep, later], signal: stop.signal });
  expect(turn.outcome).toEqual(ended);
  // What had not begun is not shown, and a call that was heard has an answer all the same.
  expect(turn.briefs).toEqual([["sleep", "interrupted", "zzz"]]);
  expect(repairPrompt(turn.prompt)).toBe(turn.prompt);
  expect(turn.prompt.find(({ type }) => type === "function_call_output")).toMatchObject({ call_id: "call_1_0" });
});

test("what was said behind a call that never began stays in the prompt", async () => {
  server.script([answer(call("sleep", {}), call("later", {}), say("Both at once."))]);
  const stop = new AbortController();
  const sleep = fakeTool("sleep", "write", async (_input, { signal }) => {
    await once(signal, "abort");
    return "woken";
  });
  const turn = await turnOnServer({
    server,
    tools: [sleep, fakeTool("later", "write", async () => "never")],
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type === "usage") stop.abort();
    },
  });
  expect(turn.briefs.map(([type, status]) => [type, status])).toEqual([
    ["sleep", "completed"],
    ["agent_message", "completed"],
  ]);
  const calls = ["function_call", "function_call", "message", "function_call_output", "function_call_output"];
  const entries = ["message", ...calls, "message"];
  expect(turn.prompt.map(({ type }) => type)).toEqual(entries);
});

test("a tool that ignores the interrupt is left behind after a moment", async () => {
  server.script([answer(call("stubborn", {}))]);
  const stop = new AbortController();
  const stubborn = fakeTool("stubborn", "write", async () => {
    stop.abort();
    return never;
  });
  const turn = await turnOnServer({ server, tools: [stubborn], signal: stop.signal });
  expect(turn.outcome).toEqual(ended);
  expect(turn.waits).toEqual([500]);
  expect(turn.briefs).toEqual([["stubborn", "interrupted", ""]]);
  expect(turn.prompt.at(-2)).toEqual({
    type: "function_call_output",
    call_id: "call_1_0",
    output: "Interrupted before it ended.",
  });
});

test("stopped while the person is asked, the tool hears stop", async () => {
  server.script([answer(call("ask", {}))]);
  const stop = new AbortController();
  const ask = fakeTool("ask", "write", async (_input, context) =>
    context.ask({ kind: "file_change", paths: ["a"], reason: "outside" }),
  );
  const turn = await turnOnServer({
    server,
    tools: [ask],
    signal: stop.signal,
    ask: () => {
      stop.abort();
      return never;
    },
  });
  expect(turn.outcome).toEqual(ended);
});

test("the person's answer 'stop' ends the turn", async () => {
  server.script([answer(call("ask", {})), answer(say("Never said."))]);
  const ask = fakeTool("ask", "write", async (_input, context) =>
    context.ask({ kind: "file_change", paths: ["a"], reason: "outside" }),
  );
  const turn = await turnOnServer({ server, tools: [ask], ask: async () => "stop" });
  expect(turn.outcome).toEqual(ended);
  expect(server.requests).toHaveLength(1);
});

test("stopped while it waits for another try, the turn asks no more", async () => {
  server.script(() => refuse(500));
  const stop = new AbortController();
  const turn = await turnOnServer({
    server,
    signal: stop.signal,
    wait: async () => {
      stop.abort();
      throw stop.signal.reason;
    },
  });
  expect(turn.outcome).toEqual(ended);
  expect(server.requests).toHaveLength(1);
});

test("stopped at any event, the turn ends, nothing runs on, and the prompt is valid", async () => {
  const look = fakeTool("look", "read", async (_input, context) => {
    context.grow("part");
    return "all";
  });
  const script = [
    answer(reason("First I think."), say("Then I look around."), call("look", {}), call("look", {})),
    answer(reason(), call("look", {})),
    answer(say("That is all.")),
  ];
  server.script(script);
  const { events } = await turnOnServer({ server, tools: [look] });
  for (let place = 0; place < events.length; place += 1) {
    server.script(script);
    const stop = new AbortController();
    const turn = await turnOnServer({
      server,
      tools: [look],
      signal: stop.signal,
      onEvent: (_event, index) => {
        if (index === place) stop.abort();
      },
    });
    expect(turn.screen.filter(({ status }) => status === "running")).toEqual([]);
    expect(repairPrompt(turn.prompt)).toBe(turn.prompt);
    expect(turn.prompt.at(-1)).toEqual(turn.outcome.outcome === "interrupted" ? interruptionNote() : expect.anything());
  }
});
