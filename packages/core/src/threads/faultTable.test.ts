import type { Thread, ThreadId } from "@flightdeck/contract";
import {
  type Answer,
  answer,
  broken,
  type BreakKind,
  call,
  type End,
  ending,
  lastExchange,
  type Part,
  type Place,
  reason,
  refuse,
  type Refusal,
  type Reply,
  type RequestBody,
  say,
  type TemporaryFolder,
  temporaryFolder,
  tooMany,
  unknownModel,
  wrongKey,
} from "@flightdeck/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repairPrompt } from "../agent/index.ts";
import { messageId, type TestCore, testCore } from "../testing/testCore.ts";

// Every failure that a provider can show × every state of a turn. Each row of the two tables below is one line to read;
// the tests are their product. What keeps failing until the budget of retries is spent: agent/faults.test.ts.

/** What becomes of a turn that meets the failure. recovers: asked again; compacts: made shorter, then asked again. */
type Fate = "recovers" | "compacts" | { readonly code: string; readonly message: string };

interface Failure {
  readonly name: string;
  readonly fate: Fate;
  /** It takes the place of the answer, cuts it on its way, or is its last event. */
  readonly by: { readonly refusal: Refusal } | { readonly cut: BreakKind } | { readonly end: End };
}

const ends = (code: string): Failure["by"] => ({ end: { type: "failed", code, message: `It is ${code}` } });
const quota = { code: "quota_exceeded", message: "The account's quota with the model provider is used up" };
const forbidden = { code: "policy_refused", message: "The model provider's rules forbid this request" };
const refused = { code: "request_refused", message: "The model provider refused the request" };

const failures: readonly Failure[] = [
  { name: "500", by: { refusal: refuse(500) }, fate: "recovers" },
  { name: "503", by: { refusal: refuse(503) }, fate: "recovers" },
  { name: "429, too fast", by: { refusal: tooMany(0.1) }, fate: "recovers" },
  { name: "429, quota", by: { refusal: refuse(429, { code: "insufficient_quota" }) }, fate: quota },
  { name: "400", by: { refusal: refuse(400, { code: "invalid_value" }) }, fate: refused },
  { name: "400, too long", by: { refusal: refuse(400, { code: "context_length_exceeded" }) }, fate: "compacts" },
  {
    name: "401",
    by: { refusal: wrongKey() },
    fate: { code: "model_unauthorized", message: "The model provider refused the key" },
  },
  {
    name: "404, unknown model",
    by: { refusal: unknownModel("gpt-0") },
    fate: { code: "model_not_found", message: "The provider does not offer this model" },
  },
  { name: "the stream ends", by: { cut: "cut" }, fate: "recovers" },
  { name: "the connection breaks", by: { cut: "reset" }, fate: "recovers" },
  { name: "an event is no JSON", by: { cut: "malformed" }, fate: "recovers" },
  { name: "response.failed, server error", by: ends("server_error"), fate: "recovers" },
  { name: "response.failed, rate limit", by: ends("rate_limit_exceeded"), fate: "recovers" },
  { name: "response.failed, quota", by: ends("insufficient_quota"), fate: quota },
  { name: "response.failed, refused prompt", by: ends("invalid_prompt"), fate: refused },
  { name: "response.failed, policy", by: ends("cyber_policy"), fate: forbidden },
  { name: "response.failed, too long", by: ends("context_length_exceeded"), fate: "compacts" },
  { name: "an error event", by: { end: { type: "error", code: "server_error", message: "Sorry" } }, fate: "recovers" },
  {
    name: "the output limit",
    by: { end: { type: "incomplete", reason: "max_output_tokens" } },
    fate: { code: "answer_incomplete", message: "The answer reached the model's output limit" },
  },
  {
    name: "the content filter",
    by: { end: { type: "incomplete", reason: "content_filter" } },
    fate: { code: "policy_refused", message: "The provider's content filter stopped the answer" },
  },
];

interface State {
  readonly name: string;
  /** The answer that fails, as far as it comes, and where a break cuts it. Without parts only a refusal fits. */
  readonly parts: readonly Part[];
  readonly at: Place;
  /** Whether the answer is cut inside of something, where it cannot end in an orderly way. */
  readonly inside: boolean;
  /** Commands that have run before it fails: they ran once, and are told once. */
  readonly ran: number;
  /** Text that the person has seen before it fails. */
  readonly seen?: string;
}

const thinking = reason("Thinking about all of it.");
const text = say("One two three four five six.", 4);
const look = call("exec_command", { cmd: "echo looked" });
const slow = call("exec_command", { cmd: "sleep 0.2; echo looked" });

const states: readonly State[] = [
  { name: "before the first byte", parts: [], at: "start", inside: false, ran: 0 },
  { name: "in reasoning", parts: [thinking], at: 5, inside: true, ran: 0, seen: "Thinking" },
  { name: "behind reasoning", parts: [thinking], at: 8, inside: false, ran: 0, seen: "Thinking" },
  { name: "in text", parts: [text], at: "text", inside: true, ran: 0, seen: "One" },
  { name: "behind text", parts: [text], at: 11, inside: false, ran: 0, seen: "One" },
  { name: "in a call's arguments", parts: [text, look], at: "call", inside: true, ran: 0, seen: "One" },
  { name: "between two calls", parts: [text, look, look], at: "called", inside: true, ran: 1, seen: "One" },
  { name: "behind two calls", parts: [look, look], at: 15, inside: false, ran: 2 },
  { name: "while a tool runs", parts: [slow], at: "called", inside: false, ran: 1 },
];

let on: TestCore;
let folder: TemporaryFolder;
beforeAll(async () => {
  // No repository: what happens to the conversation needs no checkpoints.
  folder = await temporaryFolder();
  on = await testCore();
  on.model.compacts(false);
});
afterAll(async () => {
  await on[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** The answer that fails; undefined where the failure does not fit the state. */
function failing({ by }: Failure, state: State): Reply | undefined {
  if ("refusal" in by) return state.parts.length === 0 ? by.refusal : undefined;
  if ("cut" in by) return broken(answer(...state.parts, say("Never said.")), by.cut, state.at);
  return state.inside ? undefined : ending(answer(...state.parts) satisfies Answer, by.end);
}

const isSummary = ({ tool_choice }: RequestBody) => tool_choice === "none";
const done = (count: number) => (thread: Thread) =>
  thread.turns.length >= count && thread.turns.at(-1)?.outcome !== "running";

/** Answers what is no request for a summary in this order, then "Fine."; summaries by `summary`. */
function script(replies: readonly Reply[], summary: (n: number) => Reply = () => answer(say("All so far."))): void {
  const rest = [...replies];
  let summaries = 0;
  on.model.script(({ body }) => (isSummary(body) ? summary(summaries++) : (rest.shift() ?? answer(say("Fine.")))));
}

async function begin(greeting = "Fine."): Promise<ThreadId> {
  on.model.reset();
  on.model.compacts(false);
  script([answer(say(greeting))]);
  const { project } = await on.core.projects.locate(folder.path);
  const workspace = { kind: "local" } as const;
  const settings = { approval: "never" } as const;
  const threadId = await on.core.threads.create({ projectId: project.id, workspace, text: "Hello", settings });
  await on.when(threadId, done(1));
  return threadId;
}

/** How the turn ended, what is left of it, and whether the thread goes on with all of it. */
async function aftermath(threadId: ThreadId, state: Pick<State, "seen">) {
  const { turns } = on.core.threads.load(threadId).thread;
  const turn = turns[1];
  script([]);
  on.core.threads.send(threadId, { id: messageId(), text: "And now?" });
  const after = await on.when(threadId, done(3));
  const input = on.model.requests.at(-1)?.body.input ?? [];
  const outputs = input.filter((item) => item.type === "function_call_output");
  return {
    outcome: turn?.outcome,
    error: turn?.error && { code: turn.error.code, message: turn.error.message },
    running: turn?.items.filter(({ status }) => status === "running"),
    seen: turn?.items.some((item) => "text" in item && item.text.startsWith(state.seen ?? "")),
    ran: turn?.items.filter(({ type }) => type === "command").length,
    compactions: turn?.items.flatMap((item) => (item.type === "compaction" ? item.status : [])),
    errors: turn?.items.flatMap((item) => (item.type === "error" ? item.code : [])),
    // The model knows all that the person said, in order and once, and each call with its output.
    said: input.map((item) => lastExchange([item]).text).filter((words) => words !== "" && words !== "All so far."),
    outputs: outputs.length,
    valid: repairPrompt(input) === input,
    usable: after.turns[2]?.outcome,
    failures: on.failures,
  };
}

const said = ["Hello", "Do it", "And now?"];
const whole = {
  running: [],
  seen: true,
  compactions: [],
  errors: [],
  said,
  valid: true,
  usable: "completed",
  failures: [],
};

describe.each(states)("$name", (state) => {
  const cells = failures.flatMap((failure) => {
    const reply = failing(failure, state);
    return reply === undefined ? [] : [{ failure: failure.name, fate: failure.fate, reply }];
  });

  test.each(cells)("$failure", async ({ fate, reply }) => {
    const threadId = await begin();
    // A model that is asked again says again what no result of a tool stands behind.
    script(state.seen === "One" && state.ran === 0 ? [reply, answer(text)] : [reply]);
    on.core.threads.send(threadId, { id: messageId(), text: "Do it" });
    await on.when(threadId, done(2));
    const { ran } = state;
    const ended =
      fate === "recovers" || fate === "compacts"
        ? { outcome: "completed", error: undefined }
        : { outcome: "failed", error: fate, errors: [fate.code] };
    const shorter = fate === "compacts" ? { compactions: ["completed"], outputs: 0 } : { outputs: ran };
    expect(await aftermath(threadId, state)).toEqual({ ...whole, ...ended, ran, ...shorter });
  });
});

describe("in the request behind what was said to the turn", () => {
  const cells = failures.flatMap((failure) => {
    const reply = failing(failure, { ...(states[0] as State), parts: [] });
    return reply === undefined ? [] : [{ failure: failure.name, fate: failure.fate, reply }];
  });

  test.each(cells)("$failure", async ({ fate, reply }) => {
    const threadId = await begin();
    script([broken(answer(text), "stall", "text"), reply]);
    on.core.threads.send(threadId, { id: messageId(), text: "Do it" });
    await on.when(threadId, ({ turns }) => turns[1]?.items.some((item) => item.type === "agent_message") === true);
    on.core.threads.steer(threadId, { id: messageId(), text: "Like this" });
    on.model.release();
    await on.when(threadId, done(2));
    const ended =
      fate === "recovers" || fate === "compacts"
        ? { outcome: "completed", error: undefined }
        : { outcome: "failed", error: fate, errors: [fate.code] };
    const shorter = fate === "compacts" ? { compactions: ["completed"] } : {};
    expect(await aftermath(threadId, { seen: "One" })).toEqual({
      ...whole,
      said: ["Hello", "Do it", "Like this", "And now?"],
      ...ended,
      ...shorter,
      ran: 0,
      outputs: 0,
    });
  });
});

describe("in a compaction", () => {
  test.each(failures)("$name", async ({ fate, by }) => {
    const threadId = await begin("Hello to you, and to all of yours. ".repeat(20));
    const fails: Reply =
      "refusal" in by ? by.refusal : "cut" in by ? broken(answer(text), by.cut, "text") : ending(answer(text), by.end);
    const finally_ = fate === "recovers" ? answer(say("All so far.")) : fails;
    script([], (n) => (n === 0 ? fails : finally_));
    on.core.threads.compact(threadId);
    await on.when(threadId, done(2));
    const tooLong = { code: "context_exceeded", message: "The conversation no longer fits into the model's window" };
    const ended =
      fate === "recovers"
        ? { outcome: "completed", error: undefined, compactions: ["completed"] }
        : { outcome: "failed", error: fate === "compacts" ? tooLong : fate, compactions: ["failed"] };
    expect(await aftermath(threadId, {})).toEqual({
      ...whole,
      said: ["Hello", "And now?"],
      ...ended,
      seen: false,
      ran: 0,
      outputs: 0,
    });
  });
});
