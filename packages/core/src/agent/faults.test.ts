import {
  type Answer,
  answer,
  type BreakKind,
  broken,
  call,
  ending,
  type Place,
  reason,
  refuse,
  type Reply,
  say,
  startModelServer,
  tooMany,
  unknownModel,
  wrongKey,
} from "@flightdeck/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { responsesModel } from "../models/index.ts";
import type { ModelStream } from "./index.ts";
import { fakeTool, turnOnServer } from "./testing/turnOnServer.ts";

let server: Awaited<ReturnType<typeof startModelServer>>;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => server.reset());

/** Loses patience with silence, but only in the first attempts, so that a busy machine is not taken for a silent one. */
function impatient(attempts: number): ModelStream {
  const access = { apiKey: "sk-test", baseUrl: server.url };
  const quick = responsesModel({ ...access, idleMs: 250 });
  const patient = responsesModel(access);
  let asked = 0;
  return (request, signal) => (++asked <= attempts ? quick : patient)(request, signal);
}

let runs = 0;
const look = fakeTool("look", "write", async () => `look ${++runs}`);
beforeEach(() => {
  runs = 0;
});

const whole = answer(reason("Thinking it over now."), say("Here is the text of the answer."), call("look", {}));
const done = answer(say("Done."));
const wholeOnScreen = [
  ["reasoning", "completed", "Thinking it over now."],
  ["agent_message", "completed", "Here is the text of the answer."],
  ["look", "completed", "look 1"],
  ["agent_message", "completed", "Done."],
];
/** What the kept prompt is made of when nothing is lost or doubled. */
const wholePrompt = ["message", "reasoning", "message", "function_call", "function_call_output", "message"];

describe.each<BreakKind>(["cut", "reset", "malformed", "stall"])("an answer that breaks off: %s", (how) => {
  test.each<Place>(["start", 2, "text", "call"])(
    "at %s is asked for again, and nothing is lost or doubled",
    async (at) => {
      server.script([broken(whole, how, at), whole, done]);
      const turn = await turnOnServer({ server, tools: [look], stream: impatient(how === "stall" ? 1 : 0) });
      expect(turn.outcome).toEqual({ outcome: "completed", prompt: [] });
      expect(turn.briefs).toEqual(wholeOnScreen);
      expect(turn.prompt.map(({ type }) => type)).toEqual(wholePrompt);
      expect(turn.waits).toEqual([200]);
      const [first, second] = server.requests.map(({ body }) => body);
      expect(second).toEqual(first);
    },
  );

  test("behind a whole call goes on from the call's result, which ran once", async () => {
    server.script([broken(whole, how, "called"), done]);
    const turn = await turnOnServer({ server, tools: [look], stream: impatient(how === "stall" ? 1 : 0) });
    expect(turn.outcome).toEqual({ outcome: "completed", prompt: [] });
    expect(turn.briefs).toEqual(wholeOnScreen);
    expect(turn.prompt.map(({ type }) => type)).toEqual(wholePrompt);
    expect(server.requests[1]?.body.input).toEqual(turn.prompt.slice(0, -1));
  });

  test("again and again ends the turn as failed, with the text so far marked as cut", async () => {
    server.script(() => broken(whole, how, "text"));
    const turn = await turnOnServer({ server, tools: [look], stream: impatient(how === "stall" ? 6 : 0) });
    const code = "model_failed";
    expect(turn.outcome).toMatchObject({ outcome: "failed", error: { code }, prompt: [] });
    expect(turn.waits).toEqual([200, 400, 800, 1600, 3200]);
    expect(turn.briefs).toEqual([
      ["reasoning", "completed", "Thinking it over now."],
      ["agent_message", "interrupted", expect.stringMatching(/^Here is/)],
      ["error", "failed", code],
    ]);
  });
});

test("a message that the next attempt does not repeat is marked as cut", async () => {
  server.script([broken(answer(say("Here is the text of it.")), "cut", "text"), answer(call("look", {})), done]);
  const turn = await turnOnServer({ server, tools: [look] });
  expect(turn.briefs).toEqual([
    ["agent_message", "interrupted", expect.stringMatching(/^Here/)],
    ["look", "completed", "look 1"],
    ["agent_message", "completed", "Done."],
  ]);
});

test("the person is told of each new try", async () => {
  server.script([refuse(500), broken(whole, "cut", "text"), whole, done]);
  const { events } = await turnOnServer({ server, tools: [look] });
  expect(events.filter(({ type }) => type === "retrying")).toEqual([
    { type: "retrying", attempt: 1, of: 4, reason: "The model provider failed (500)" },
    { type: "retrying", attempt: 1, of: 5, reason: "The model's answer stopped half-way" },
  ]);
});

const inStream = (end: Answer["end"]): Answer => ending(answer(say("Well")), end);

test.each<{ readonly name: string; readonly reply: Reply; readonly waits: readonly number[] }>([
  { name: "500", reply: refuse(500), waits: [200] },
  { name: "503", reply: refuse(503), waits: [200] },
  { name: "408", reply: refuse(408), waits: [200] },
  { name: "429", reply: tooMany(), waits: [200] },
  { name: "429 with retry-after in seconds", reply: tooMany(7), waits: [7000] },
  { name: "503 with retry-after-ms", reply: refuse(503, { headers: { "retry-after-ms": "30" } }), waits: [30] },
  { name: "a body that is no JSON", reply: refuse(502, { message: "<html>" }), waits: [200] },
  {
    name: "response.failed",
    reply: inStream({ type: "failed", code: "server_error", message: "Sorry" }),
    waits: [200],
  },
  {
    name: "response.failed with a delay in words",
    reply: inStream({ type: "failed", code: "rate_limit_exceeded", message: "Please try again in 1.5s." }),
    waits: [1500],
  },
  { name: "an error event", reply: inStream({ type: "error", code: "server_error", message: "Sorry" }), waits: [200] },
])("$name is tried again", async ({ reply, waits }) => {
  server.script([reply, done]);
  const turn = await turnOnServer({ server });
  expect(turn.outcome).toEqual({ outcome: "completed", prompt: [] });
  expect(turn.waits).toEqual(waits);
  expect(turn.briefs).toEqual([["agent_message", "completed", "Done."]]);
});

test.each<{ readonly name: string; readonly reply: Reply; readonly code: string }>([
  { name: "a wrong key", reply: wrongKey(), code: "model_unauthorized" },
  { name: "a key without the right", reply: refuse(403), code: "model_unauthorized" },
  { name: "an unknown model", reply: unknownModel("gpt-0"), code: "model_not_found" },
  {
    name: "an address that is no Responses API",
    reply: refuse(404, { code: "", message: "nope" }),
    code: "request_refused",
  },
  { name: "a used-up quota", reply: refuse(429, { code: "insufficient_quota" }), code: "quota_exceeded" },
  { name: "a bad request", reply: refuse(400, { code: "invalid_value" }), code: "request_refused" },
  { name: "too long a context", reply: refuse(400, { code: "context_length_exceeded" }), code: "context_exceeded" },
  { name: "a delay of an hour", reply: tooMany(3600), code: "rate_limited" },
  {
    name: "too long a context, noticed in the stream",
    reply: inStream({
      type: "failed",
      code: "context_length_exceeded",
      message: "Your input exceeds the context window",
    }),
    code: "context_exceeded",
  },
  {
    name: "a refused prompt",
    reply: inStream({ type: "failed", code: "invalid_prompt", message: "No" }),
    code: "request_refused",
  },
  {
    name: "an answer beyond the output limit",
    reply: inStream({ type: "incomplete", reason: "max_output_tokens" }),
    code: "answer_incomplete",
  },
  {
    name: "a filtered answer",
    reply: inStream({ type: "incomplete", reason: "content_filter" }),
    code: "policy_refused",
  },
  { name: "a forbidden request", reply: refuse(400, { code: "content_policy_violation" }), code: "policy_refused" },
  {
    name: "a forbidden request, noticed in the stream",
    reply: inStream({ type: "failed", code: "cyber_policy", message: "No" }),
    code: "policy_refused",
  },
  {
    name: "a prompt refused in words alone",
    reply: inStream({
      type: "failed",
      code: "invalid_prompt",
      message: "Your prompt was flagged as potentially violating our usage policy",
    }),
    code: "policy_refused",
  },
])("$name ends the turn at once as $code", async ({ reply, code }) => {
  server.script(() => reply);
  const turn = await turnOnServer({ server });
  expect(turn.outcome).toMatchObject({ outcome: "failed", error: { code } });
  expect(turn.waits).toEqual([]);
  expect(server.requests).toHaveLength(1);
  const { error } = turn.outcome;
  expect(turn.screen.at(-1)).toMatchObject({ type: "error", status: "failed", ...error });
  expect(turn.screen.filter(({ status }) => status === "running")).toEqual([]);
});

test("a provider that cannot be reached is tried four times, then named", async () => {
  const gone = await startModelServer();
  await gone.close();
  const turn = await turnOnServer({ server: gone });
  expect(turn.outcome).toMatchObject({
    outcome: "failed",
    error: { code: "provider_unreachable", detail: expect.stringContaining("ECONNREFUSED") },
  });
  expect(turn.waits).toEqual([200, 400, 800, 1600]);
});

test("a whole answer fills the budget of retries again", async () => {
  const tools = [look];
  const failures = [refuse(500), refuse(500), refuse(500)];
  server.script([...failures, whole, ...failures, done]);
  const turn = await turnOnServer({ server, tools });
  expect(turn.outcome).toEqual({ outcome: "completed", prompt: [] });
  expect(turn.waits).toEqual([200, 400, 800, 200, 400, 800]);
});

test("waits differ by ten percent either way", async () => {
  server.script([refuse(500), refuse(500), done]);
  const low = await turnOnServer({ server, random: () => 0 });
  server.script([refuse(500), refuse(500), done]);
  const high = await turnOnServer({ server, random: () => 1 });
  expect([low.waits, high.waits]).toEqual([
    [180, 360],
    [220, 440],
  ]);
});

test("a model stream that throws ends the turn as failed, not the process", async () => {
  const turn = await turnOnServer({
    server,
    stream: () => {
      throw new Error("a bug");
    },
  });
  expect(turn.outcome).toMatchObject({ outcome: "failed", error: { code: "internal", detail: "a bug" } });
});
