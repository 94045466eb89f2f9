import {
  type Answer,
  answer,
  type BreakKind,
  broken,
  call,
  patch,
  type Place,
  reason,
  refuse,
  say,
  startModelServer,
  tooMany,
} from "@flightdeck/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ModelConnection } from "../agent/index.ts";
import { fakeTool, turnOnServer } from "../agent/testing/turnOnServer.ts";
import { openConnection, type ProviderEndpoint } from "./index.ts";
import { endpoint } from "./testing/conversation.ts";

let server: Awaited<ReturnType<typeof startModelServer>>;
const opened: ModelConnection[] = [];
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => server.reset());
afterEach(() => {
  for (const connection of opened.splice(0)) connection.close();
});

const transports = {
  responses: { websocket: false },
  websocket: { websocket: true },
  chat: { api: "chat", websocket: false, original: false },
} as const satisfies Record<string, Partial<ProviderEndpoint>>;
type Name = keyof typeof transports;
const names = Object.keys(transports) as Name[]; // its own keys

function open(name: Name): ModelConnection {
  const connection = openConnection({
    model: "gpt-5.5",
    route: (model) => ({
      type: "provider",
      endpoint: endpoint(server.url, transports[name]),
      model,
      efforts: ["low", "medium"],
    }),
  });
  opened.push(connection);
  return connection;
}

let runs = 0;
beforeEach(() => {
  runs = 0;
});
const look = fakeTool("look", "read", async () => `seen ${++runs}`);
const applied: string[] = [];
const applyPatch = {
  ...fakeTool("apply_patch", "write", async (input) => `applied ${applied.push(input)}`),
  spec: { type: "custom" as const, name: "apply_patch", description: "Edits files." },
};

const step = answer(reason("Thinking it over now."), say("Here is the text of the answer."), call("look", {}));
const whole: readonly Answer[] = [
  step,
  answer(call("look", { n: 1 }), call("look", { n: 2 }), patch("*** x")),
  answer(say("Done.")),
];

test("one conversation comes out the same over every transport", async () => {
  const threads: unknown[] = [];
  for (const name of names) {
    server.reset();
    runs = 0;
    applied.length = 0;
    server.script(whole);
    const turn = await turnOnServer({ server, connection: open(name), tools: [look, applyPatch] });
    expect(new Set(server.requests.map(({ transport }) => transport))).toEqual(new Set([name]));
    threads.push({
      outcome: turn.outcome,
      screen: turn.briefs,
      applied: [...applied],
      prompt: turn.prompt.map((item) => item.type ?? "message"),
      asked: server.requests.map(({ body }) => body.input.filter(({ type }) => type !== "reasoning").length),
    });
  }
  expect(threads[0]).toMatchObject({ outcome: { outcome: "completed" }, applied: ["*** x"] });
  expect(threads).toEqual([threads[0], threads[0], threads[0]]);
});

test("over a socket each request carries only what is new, and stands for the one before and more", async () => {
  server.script(whole);
  await turnOnServer({ server, connection: open("websocket"), tools: [look, applyPatch] });
  expect(server.requests.map(({ received }) => (received.input as object[]).length)).toEqual([1, 1, 3]);
  const inputs = server.requests.map(({ body }) => body.input);
  for (const [index, input] of inputs.slice(1).entries()) {
    expect(input.slice(0, inputs[index]?.length)).toEqual(inputs[index]);
  }
});

describe.each(names)("over %s", (name) => {
  const breaks: readonly BreakKind[] = ["cut", "reset", "malformed"];
  const places: readonly Place[] = ["start", 2, "text", "call"];
  const table = breaks.flatMap((how) => places.map((at) => [how, at] as const));

  test.each(table)(
    "an answer that ends with %s at %s is asked for again, with nothing lost or doubled",
    async (how, at) => {
      server.script([broken(step, how, at), step, answer(say("Done."))]);
      const turn = await turnOnServer({ server, connection: open(name), tools: [look] });
      expect(turn.outcome).toEqual({ outcome: "completed", prompt: [] });
      expect(turn.briefs).toEqual([
        ["reasoning", "completed", "Thinking it over now."],
        ["agent_message", "completed", "Here is the text of the answer."],
        ["look", "completed", "seen 1"],
        ["agent_message", "completed", "Done."],
      ]);
      expect(turn.prompt.map((item) => item.type ?? "message")).toEqual([
        "message",
        "reasoning",
        "message",
        "function_call",
        "function_call_output",
        "message",
      ]);
      expect(server.requests[1]?.body.input).toEqual(server.requests[0]?.body.input);
    },
  );

  test.each([
    ["haste", tooMany(1), { outcome: "completed" }, [1000]],
    ["an overloaded server", refuse(503), { outcome: "completed" }, [200]],
    ["a wrong key", refuse(401), { outcome: "failed", error: { code: "model_unauthorized" } }, []],
    [
      "a used-up quota",
      refuse(429, { code: "insufficient_quota" }),
      { outcome: "failed", error: { code: "quota_exceeded" } },
      [],
    ],
    [
      "a forbidden request",
      refuse(400, { code: "content_policy_violation" }),
      { outcome: "failed", error: { code: "policy_refused" } },
      [],
    ],
    ["a bad request", refuse(400), { outcome: "failed", error: { code: "request_refused" } }, []],
    [
      "an unknown model",
      refuse(404, { code: "model_not_found" }),
      { outcome: "failed", error: { code: "model_not_found" } },
      [],
    ],
  ] as const)("%s has the same end as elsewhere", async (_name, reply, outcome, waits) => {
    server.script([reply]);
    const turn = await turnOnServer({ server, connection: open(name) });
    expect(turn.outcome).toMatchObject(outcome);
    expect(turn.waits).toEqual(waits);
  });

  test("an interrupt ends the stream, and the thread goes on with the next turn", async () => {
    server.script([broken(answer(say("This goes on and on.")), "stall", "text"), answer(say("Here."))]);
    const connection = open(name);
    const stop = new AbortController();
    const first = await turnOnServer({
      server,
      connection,
      signal: stop.signal,
      onEvent: ({ type }) => (type === "item.delta" ? stop.abort() : undefined),
    });
    expect(first.outcome.outcome).toBe("interrupted");
    const second = await turnOnServer({ server, connection, prompt: first.prompt });
    expect(second.briefs).toEqual([["agent_message", "completed", "Here."]]);
  });
});

test("a turn whose socket keeps breaking ends whole over HTTP, and the person is told once", async () => {
  server.script(({ transport, body }, n) => {
    if (transport === "websocket") return broken(step, "cut", "text");
    return body.input.length === 1 ? step : answer(say(`Done ${n > 0}`));
  });
  const turn = await turnOnServer({ server, connection: open("websocket"), tools: [look] });
  expect(turn.outcome.outcome).toBe("completed");
  expect(server.requests.map(({ transport }) => transport)).toEqual([
    ...Array<string>(4).fill("websocket"),
    "responses",
    "responses",
  ]);
  expect(turn.briefs.filter(([type]) => type === "look")).toHaveLength(1);
});
