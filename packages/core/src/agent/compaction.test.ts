import {
  answer,
  broken,
  call,
  type InputItem,
  lastExchange,
  refuse,
  type Reply,
  say,
  startModelServer,
} from "@flightdeck/testkit";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { responsesConnection } from "../models/testing/connection.ts";
import { canCompact } from "./compaction.ts";
import {
  contextMessage,
  interruptionNote,
  personMessage,
  type PromptItem,
  repairPrompt,
  SteerLane,
  type TurnOptions,
} from "./index.ts";
import { fakeTool, type ServerTurn, streamOnly, turnOnServer } from "./testing/turnOnServer.ts";

let server: Awaited<ReturnType<typeof startModelServer>>;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const look = fakeTool("look", "read", async () => "seen");
const environment = contextMessage("environment_context", "<cwd>/repo</cwd>");
const state = contextMessage("work_state", "Files that were changed:\n- a.ts");
const afresh = () => ({ context: [environment], state: [state] });
const assistant = (text: string): PromptItem => ({ role: "assistant", content: text });
const summary = (text: string) =>
  contextMessage(
    "conversation_summary",
    `The conversation before this was made shorter. This is its hand-over; go on from it without repeating what is done.\n\n${text}`,
  );

/** A thread of one turn, and the message that begins the next. */
const talk: readonly PromptItem[] = [
  contextMessage("environment_context", "<cwd>/old</cwd>"),
  personMessage("Build it"),
  assistant("Built."),
  interruptionNote(["make"]),
  personMessage("Test it"),
];
const full = { size: 1_000_000, compactAt: 900_000, used: 950_000 };

const isSummaryRequest = (input: readonly InputItem[]): boolean =>
  JSON.stringify(input.at(-1)).includes("<compaction>\\n");

/** Answers requests for a summary with one script and all others with another, each in its order. */
function script(summaries: readonly Reply[], others: readonly Reply[]): void {
  const [next, nextOther] = [[...summaries], [...others]];
  server.script(({ body }) => (isSummaryRequest(body.input) ? next : nextOther).shift() ?? refuse(400));
}

const inputs = () => server.requests.map(({ body }) => body.input);
const run = (more: Partial<ServerTurn>) => turnOnServer({ server, prompt: talk, window: full, afresh, ...more });
const compactions = (turn: Awaited<ReturnType<typeof run>>) => turn.screen.filter((item) => item.type === "compaction");

test("a full window is compacted before the turn: surroundings afresh, the person's words, the summary, the work, the new message", async () => {
  script([answer(say("All is well."))], [answer(say("Tested."))]);
  const turn = await run({ tools: [look] });
  const [asked, next] = server.requests.map(({ body }) => body);
  const shorter = [
    environment,
    personMessage("Build it"),
    summary("All is well."),
    state,
    interruptionNote(["make"]),
    personMessage("Test it"),
  ];
  expect({
    // What was not answered yet is not part of it: the beginning is the one that the provider has in its cache.
    asked: { ...asked, input: asked?.input.slice(0, -1) },
    next,
    kept: turn.prompt.slice(0, -1),
    outcome: turn.outcome,
    item: compactions(turn),
  }).toEqual({
    asked: { ...next, tool_choice: "none", input: talk.slice(0, 3) },
    next: { ...asked, tool_choice: "auto", input: shorter },
    kept: shorter,
    outcome: { outcome: "completed", prompt: [] },
    item: [
      {
        type: "compaction",
        id: "item_1",
        status: "completed",
        startedAt: 1000,
        endedAt: 1000,
        trigger: "auto",
        method: "summary",
        tokensBefore: 950_000,
        tokensAfter: expect.any(Number),
        summary: "All is well.",
      },
    ],
  });
});

test("a window that fills in mid-turn is compacted behind the tools' results; what the person said comes after the work", async () => {
  const steers = new SteerLane();
  script(
    [answer(say("Half done."))],
    [answer(say("I look."), call("look", {})), answer(say("The work goes on.")), answer(say("And now this."))],
  );
  const turn = await run({
    tools: [
      fakeTool("look", "read", async () => {
        steers.push({ id: "m1", input: [personMessage("Use tabs")] });
        return "x".repeat(4000);
      }),
    ],
    steers,
    window: { size: 10_000, compactAt: 1000, used: 10 },
  });
  const shorter = [
    environment,
    personMessage("Build it"),
    interruptionNote(["make"]),
    personMessage("Test it"),
    summary("Half done."),
    state,
  ];
  const said = (input: readonly InputItem[] = []) =>
    input.map((item) => lastExchange([item]).text || ("role" in item && item.role) || item.type);
  expect({
    inputs: inputs().length,
    asked: said(inputs()[1]).slice(4),
    after: inputs()[2],
    last: said(inputs()[3]).slice(-2),
  }).toEqual({
    inputs: 4,
    asked: ["Test it", "assistant", "function_call", "function_call_output", "user"],
    after: shorter,
    last: ["assistant", "Use tabs"],
  });
  expect(turn.outcome).toEqual({ outcome: "completed", prompt: [] });
});

test("a provider that says it is too long is asked again, once, with a shorter one", async () => {
  const tooLong = refuse(400, { code: "context_length_exceeded" });
  script([answer(say("Short."))], [tooLong, answer(say("Fine."))]);
  const turn = await run({ window: { ...full, used: 10 } });
  expect(turn.briefs).toEqual([
    ["compaction", "completed", ""],
    ["agent_message", "completed", "Fine."],
  ]);

  server.reset();
  script([answer(say("Short."))], [tooLong, tooLong, answer(say("Never."))]);
  const again = await run({ window: { ...full, used: 10 } });
  expect({ outcome: again.outcome, briefs: again.briefs, requests: server.requests.length }).toEqual({
    outcome: { outcome: "failed", error: expect.objectContaining({ code: "context_exceeded" }), prompt: [] },
    briefs: [
      ["compaction", "completed", ""],
      ["error", "failed", "context_exceeded"],
    ],
    requests: 3,
  });
});

test("a summary that does not fit itself is asked for again without the oldest entries", async () => {
  const prompt = [
    ...Array.from({ length: 20 }, (_, n) => [personMessage(`Do ${n}`), assistant(`Did ${n}`)]).flat(),
    personMessage("Go on"),
  ];
  const tooLong = refuse(400, { code: "context_length_exceeded" });
  script([tooLong, tooLong, answer(say("Much was done."))], [answer(say("Fine."))]);
  const turn = await run({ prompt });
  const sizes = inputs()
    .slice(0, 3)
    .map(({ length }) => length);
  expect({
    sizes: sizes.map((size, n) => n === 0 || size < (sizes[n - 1] ?? 0)),
    last: inputs()[2]?.at(-2),
    words: inputs()[3]?.filter((item) => JSON.stringify(item).includes("Do ")).length,
    outcome: turn.outcome.outcome,
  }).toEqual({ sizes: [true, true, true], last: assistant("Did 19"), words: 20, outcome: "completed" });
});

test("of the person's words the newest stay, up to a share of the window, the oldest of them cut", async () => {
  const words = (n: number) => `${n} ${"w".repeat(3990)}`;
  const prompt = [...[1, 2, 3, 4].map((n) => personMessage(words(n))), assistant("Read."), personMessage("Now?")];
  script([answer(say("Short."))], [answer(say("Fine."))]);
  await run({ prompt, window: { size: 12_500, compactAt: 1, used: 10 }, afresh: () => ({ context: [], state: [] }) });
  const kept = inputs()[1]
    ?.slice(0, -2)
    .map((item) => lastExchange([item]).text);
  expect(kept).toEqual([
    expect.stringMatching(/^2 w+\n\[… the rest of this message was left out\]$/),
    words(3),
    words(4),
  ]);
});

test.each<{
  readonly name: string;
  readonly replies: readonly Reply[];
  readonly error: string;
  readonly waits?: readonly number[];
}>([
  { name: "is refused", replies: [refuse(400)], error: "The model provider refused the request" },
  {
    name: "breaks off, again and again",
    replies: Array.from({ length: 6 }, () => broken(answer(say("Never whole.")), "cut", "text")),
    error: "The model's answer stopped half-way",
    waits: [200, 400, 800, 1600, 3200],
  },
  {
    name: "is empty, again and again",
    replies: Array.from({ length: 6 }, () => answer(call("look", {}))),
    error: "The model wrote no summary",
    waits: [200, 400, 800, 1600, 3200],
  },
])(
  "a compaction that $name is shown, and the turn goes on with the prompt as it was while there is room",
  async ({ replies, error, waits = [] }) => {
    script(replies, [answer(call("look", {})), answer(say("Fine."))]);
    const turn = await run({ tools: [look] });
    expect({
      outcome: turn.outcome,
      item: compactions(turn),
      waits: turn.waits,
      next: inputs().at(-2),
      ran: turn.briefs,
    }).toEqual({
      outcome: { outcome: "completed", prompt: [] },
      item: [expect.objectContaining({ status: "failed", error })],
      waits,
      next: talk,
      ran: [
        ["compaction", "failed", ""],
        ["look", "completed", "seen"],
        ["agent_message", "completed", "Fine."],
      ],
    });
  },
);

test("a compaction that fails when no room is left ends the turn as too long", async () => {
  script([refuse(400)], []);
  const turn = await run({ window: { ...full, used: 1_000_000 } });
  expect({ outcome: turn.outcome, prompt: turn.prompt }).toEqual({
    outcome: { outcome: "failed", error: expect.objectContaining({ code: "context_exceeded" }), prompt: [] },
    prompt: talk,
  });
});

test("a compaction that is stopped leaves the prompt as it was", async () => {
  script([broken(answer(say("One two three four.", 4)), "stall", "text")], []);
  const stop = new AbortController();
  const running = run({ signal: stop.signal });
  await server.requested(1);
  stop.abort();
  const turn = await running;
  expect({ outcome: turn.outcome, briefs: turn.briefs, prompt: turn.prompt }).toEqual({
    outcome: { outcome: "interrupted", prompt: [interruptionNote()] },
    briefs: [["compaction", "interrupted", ""]],
    prompt: [...talk, interruptionNote()],
  });
});

test("a turn that only compacts does that, and says what went wrong", async () => {
  const kind = "compaction";
  const prompt = [...talk.slice(0, 2), assistant("Built, in many words. ".repeat(40)), interruptionNote(["make"])];
  script([answer(say("By hand."))], []);
  const done = await run({ kind, window: { ...full, used: 10 }, prompt });
  script([refuse(429, { code: "insufficient_quota" })], []);
  const failed = await run({ kind, window: { ...full, used: 10 }, prompt });
  expect([
    [done.outcome, compactions(done).map(({ trigger, status }) => [trigger, status])],
    [failed.outcome, failed.briefs, failed.prompt],
  ]).toEqual([
    [{ outcome: "completed", prompt: [] }, [["manual", "completed"]]],
    [
      { outcome: "failed", error: expect.objectContaining({ code: "quota_exceeded" }), prompt: [] },
      [["compaction", "failed", ""]],
      prompt,
    ],
  ]);
});

test("what would be longer than before is left as it is, and says so", async () => {
  const prompt = talk.slice(0, 4);
  script([answer(say("It was about building. ".repeat(20)))], []);
  const turn = await run({ kind: "compaction", window: { ...full, used: 10 }, prompt });
  const message = "The conversation is as short as its summary would be";
  expect([turn.outcome, compactions(turn), turn.prompt]).toEqual([
    { outcome: "completed", prompt: [] },
    [expect.objectContaining({ status: "failed", error: message })],
    prompt,
  ]);
});

const ofProvider = (): TurnOptions["connection"] => responsesConnection(server.url);

test("the provider's endpoint compacts where there is one, and its sealed entry stands in the prompt", async () => {
  server.script([answer(say("Fine."))]);
  const turn = await run({ connection: ofProvider() });
  expect({ compacted: server.compactions.map(({ input }) => input), next: inputs(), item: compactions(turn) }).toEqual({
    compacted: [talk.slice(0, 3)],
    next: [
      [
        environment,
        personMessage("Build it"),
        { id: "cmp_1", type: "compaction", encrypted_content: "sealed-compaction-1" },
        state,
        interruptionNote(["make"]),
        personMessage("Test it"),
      ],
    ],
    item: [expect.objectContaining({ method: "provider", status: "completed", summary: undefined })],
  });
});

test("an endpoint that fails is replaced by a summary", async () => {
  server.compacts(refuse(500));
  script([answer(say("In words."))], [answer(say("Fine."))]);
  const turn = await run({ connection: ofProvider() });
  expect(compactions(turn)).toEqual([
    expect.objectContaining({ method: "summary", status: "completed", summary: "In words." }),
  ]);
});

test("a smaller window of another model is filled by what the last model sums up", async () => {
  script([answer(say("From the old one."))], [answer(say("Fine."))]);
  const turn = await run({ previousModel: "gpt-5.4", model: "gpt-5.4-mini" });
  expect({ models: server.requests.map(({ body }) => body.model), item: compactions(turn) }).toEqual({
    models: ["gpt-5.4", "gpt-5.4-mini"],
    item: [expect.objectContaining({ trigger: "model_change", status: "completed" })],
  });
});

test("when the last model cannot be reached any more, the new one sums up", async () => {
  server.script(({ body }) => {
    if (body.model === "gpt-5.4") return refuse(404, { code: "model_not_found" });
    return answer(say(isSummaryRequest(body.input) ? "From the new one." : "Fine."));
  });
  const turn = await run({ previousModel: "gpt-5.4", model: "gpt-5.4-mini" });
  expect({ outcome: turn.outcome.outcome, items: compactions(turn).map(({ status }) => status) }).toEqual({
    outcome: "completed",
    items: ["failed", "completed"],
  });
});

test("another model is not given what only the last one's provider can read", async () => {
  const sealed: PromptItem = { type: "compaction", encrypted_content: "sealed" };
  const prompt = [personMessage("Build it"), sealed, assistant("Built."), personMessage("Test it")];
  script([answer(say("In words."))], [answer(say("Fine."))]);
  await run({ prompt, previousModel: "gpt-5.4", model: "gpt-5.4-mini", window: { ...full, used: 10 } });
  expect(inputs()[1]?.some(({ type }) => type === "compaction")).toBe(false);
});

test("a prompt that stays long although it was compacted is not compacted again and again", async () => {
  script(
    [answer(say("s".repeat(4000)))],
    Array.from({ length: 4 }, (_, n) => answer(n < 3 ? call("look", {}) : say("Done."))),
  );
  const turn = await run({ tools: [look], window: { size: 20_000, compactAt: 500, used: 600 } });
  expect(compactions(turn).length).toBe(1);
});

test("the event of a compaction's cost says how full the window is from then on", async () => {
  script([answer(say("Short."))], [answer(say("Fine."))]);
  const turn = await run({});
  const [item] = compactions(turn);
  const [first] = turn.events.filter((event) => event.type === "usage");
  expect(first).toMatchObject({ usage: { context: item?.tokensAfter }, items: [item?.id] });
});

test("a compacted prompt is a valid one, and there is nothing to compact in what the model has not answered", async () => {
  script([answer(say("Short."))], [answer(say("Fine."))]);
  const turn = await run({});
  expect([
    repairPrompt(turn.prompt) === turn.prompt,
    canCompact(turn.prompt),
    canCompact([environment, personMessage("Hi")]),
  ]).toEqual([true, true, false]);
});

test("a stream that throws while it is summed up is a failed compaction", async () => {
  const turn = await run({
    kind: "compaction",
    connection: streamOnly(() => {
      throw new Error("a bug");
    }),
  });
  expect(turn.outcome).toMatchObject({ outcome: "failed", error: { code: "internal", detail: "a bug" } });
});
