import { answer, broken, call, custom, type Part, type Reply, say, startModelServer } from "@flightdeck/testkit";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type ModelConnection, type ModelEvent, personMessage, type PromptItem } from "../agent/index.ts";
import { responsesConnection } from "./responsesConnection.ts";
import { brief, endpoint, listen, outputOf, request } from "./testing/conversation.ts";

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

function open(options: Parameters<typeof responsesConnection>[1] = {}) {
  const connection = responsesConnection(endpoint(server.url), options);
  opened.push(connection);
  return connection;
}

const steer = (text: string) => [personMessage(text)];

/** An answer that waits at its first text, so that input can be steered in. */
const waiting = (...parts: readonly Part[]): Reply => broken(answer(...parts), "stall", "text");

/** Steers so many messages in at the first text; the answer goes on when the server has them. */
const steering =
  (connection: ModelConnection, ...texts: readonly string[]) =>
  async ({ type }: ModelEvent) => {
    if (type !== "text.started" || server.steers.length > 0) return;
    for (const text of texts) expect(connection.steer(text, steer(text))).toBe(true);
    await server.steered(texts.length);
    server.release();
  };

/** The prompt that a loop has after these events: what was put out, and what was steered in where it was applied. */
function promptAfter(input: readonly PromptItem[], events: readonly ModelEvent[]): readonly PromptItem[] {
  return [
    ...input,
    ...events.flatMap((event): readonly PromptItem[] => {
      if (event.type === "item.done") return [event.item];
      return event.type === "steer.applied" ? event.ids.flatMap(steer) : [];
    }),
  ];
}

/** How often a text stands in what the model was given. */
const told = (input: readonly unknown[], text: string) => JSON.stringify(input).split(JSON.stringify(text)).length - 1;

test("steered input goes out as the API has it, and is applied where the next answer begins", async () => {
  server.script([waiting(say("One"), say("never said")), answer(say("Two"))]);
  const connection = open();
  const events = await listen(connection, {}, steering(connection, "Stop that"));
  expect(brief(events)).toEqual([
    "text.started",
    "steer.accepted Stop that",
    "item.done message",
    "steer.applied Stop that",
    "text.started",
    "item.done message",
    "completed",
  ]);
  expect(server.steers).toEqual([
    {
      previous_response_id: "resp_0",
      input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "Stop that" }] }],
    },
  ]);
  expect(events.find(({ type }) => type === "steer.applied")).toMatchObject({ usage: { output: expect.any(Number) } });
  const keys = events.flatMap((event) => (event.type === "text.started" ? [event.key] : []));
  expect(new Set(keys).size).toBe(2);
});

test("the request behind a steered answer continues its successor", async () => {
  server.script([waiting(say("One"), say("never said")), answer(call("look", {})), answer(say("Done"))]);
  const connection = open();
  const events = await listen(connection, {}, steering(connection, "Look"));
  const prompt = promptAfter(request.input, events);
  const callId = prompt.flatMap((item) => ("call_id" in item ? [String(item.call_id)] : []))[0] ?? "";
  await listen(connection, { input: [...prompt, outputOf(callId)] });
  expect(server.requests[1]?.received).toMatchObject({ previous_response_id: "resp_1", input: [outputOf(callId)] });
  expect(told(server.requests[1]?.body.input ?? [], "Look")).toBe(1);
});

test("several messages steered at once are applied together, in their order", async () => {
  server.script([waiting(say("One"), say("never said")), answer(say("Two"))]);
  const connection = open();
  const events = await listen(connection, {}, steering(connection, "First", "Second"));
  expect(brief(events)).toContain("steer.applied First Second");
});

test("an answer that ends by itself is followed by one that reads the steered input", async () => {
  server.script([waiting(say("Only this")), answer(say("And that"))]);
  const connection = open();
  const events = await listen(connection, {}, steering(connection, "More"));
  expect(brief(events).slice(2)).toEqual([
    "item.done message",
    "steer.applied More",
    "text.started",
    "item.done message",
    "completed",
  ]);
});

test("an answer that stopped for tools keeps the input: the next request does not send it again", async () => {
  server.script([waiting(call("look", {}), custom("apply_patch", "*** x"), say("Looking")), answer(say("Done"))]);
  const connection = open();
  const events = await listen(connection, {}, steering(connection, "And fast", "Very"));
  expect(brief(events).filter((one) => /steer|completed/.test(one))).toEqual([
    "steer.accepted And fast",
    "steer.accepted Very",
    "completed",
  ]);
  const ids = promptAfter([], events).flatMap((item) => ("call_id" in item ? [String(item.call_id)] : []));
  const outputs: PromptItem[] = [
    outputOf(ids[0] ?? ""),
    { type: "custom_tool_call_output", call_id: ids[1] ?? "", output: "ok" },
  ];
  const input = [...promptAfter(request.input, events), ...outputs, ...steer("And fast"), ...steer("Very")];
  expect(brief(await listen(connection, { input })).at(-1)).toBe("completed");
  expect(server.requests[1]?.received).toMatchObject({ previous_response_id: "resp_0", input: outputs });
  // The provider puts what it kept in front of the outputs.
  expect(server.requests[1]?.body.input).toEqual([
    ...promptAfter(request.input, events),
    ...server.steers.flatMap((one) => one.input),
    ...outputs,
  ]);
  await listen(connection, { input: [...input, ...steer("Later")] });
  expect(told(server.requests[2]?.body.input ?? [], "And fast")).toBe(1);
});

test("input that the provider keeps reaches it once when the next request is another one", async () => {
  for (const change of [{ effort: "high" }, { input: [...steer("And fast"), personMessage("Rewritten")] }]) {
    server.reset();
    server.script([waiting(call("look", {}), say("Looking")), answer(say("Done"))]);
    const connection = open();
    const events = await listen(connection, {}, steering(connection, "And fast"));
    const prompt = promptAfter(request.input, events);
    const callId = prompt.flatMap((item) => ("call_id" in item ? [String(item.call_id)] : []))[0] ?? "";
    const input = [...prompt, outputOf(callId), ...steer("And fast")];
    await listen(connection, { input, ...change });
    expect(server.requests[1]?.received).not.toHaveProperty("previous_response_id");
    expect(told(server.requests[1]?.body.input ?? [], "And fast")).toBe(1);
  }
});

test.each([
  "response_not_found",
  "invalid_input",
  "steering_not_supported",
  "too_many_pending_steers",
  "response_already_completed",
  "response_not_active",
  "a_code_that_comes_later",
])("input refused with %s comes back, and the answer goes on", async (code) => {
  server.steering(() => ({ type: "fail", code }));
  server.script([waiting(say("One"), say("Two"))]);
  const connection = open();
  const events = await listen(connection, {}, steering(connection, "Hey"));
  expect(brief(events)).toEqual([
    "text.started",
    `steer.failed Hey ${code}`,
    "item.done message",
    "text.started",
    "item.done message",
    "completed",
  ]);
});

test("input that was accepted and then cannot be read comes back too", async () => {
  server.steering((_steer, n) =>
    n === 0 ? { type: "fail", code: "successor_creation_failed", accepted: true } : undefined,
  );
  server.script([waiting(say("Only this")), answer(say("For the second"))]);
  const connection = open();
  const events = await listen(connection, {}, steering(connection, "First", "Second"));
  expect(brief(events).filter((one) => /steer|completed/.test(one))).toEqual([
    "steer.accepted First",
    "steer.accepted Second",
    "steer.failed First successor_creation_failed",
    "steer.applied Second",
    "completed",
  ]);
});

test("where steering is not supported it is not tried again", async () => {
  server.steering(() => ({ type: "fail", code: "steering_not_supported" }));
  server.script([waiting(say("One")), waiting(say("Two"))]);
  const connection = open();
  await listen(connection, {}, steering(connection, "Hey"));
  await listen(connection, {}, ({ type }) => {
    if (type === "text.started") expect(connection.steer("again", steer("again"))).toBe(false);
    server.release();
  });
});

test("input that races the answer's end comes back before the end is told", async () => {
  server.script([answer(say("Quick"))]);
  const connection = open();
  let sent = false;
  const events = await listen(connection, {}, async ({ type }) => {
    if (type !== "text.started" || sent) return;
    // By now the whole answer is under way.
    await new Promise((resolve) => setTimeout(resolve, 30));
    sent = connection.steer("late", steer("late"));
  });
  expect(sent).toBe(true);
  expect(brief(events).slice(-2)).toEqual(["steer.failed late response_already_completed", "completed"]);
});

test("nothing can be steered while no answer runs, and nothing but the person's messages ever", async () => {
  const connection = open();
  expect(connection.steer("early", steer("early"))).toBe(false);
  server.script([waiting(say("One"))]);
  await listen(connection, {}, ({ type }) => {
    if (type === "text.started") expect(connection.steer("output", [outputOf("call")])).toBe(false);
    server.release();
  });
  expect(connection.steer("late", steer("late"))).toBe(false);
  expect(server.steers).toEqual([]);
});

test("a connection that is cut behind an acceptance gives the input back, and the next request is whole", async () => {
  server.steering(() => ({ type: "cut" }));
  server.script([waiting(say("One"), say("Two")), answer(say("Three"))]);
  const connection = open();
  const events = await listen(connection, {}, ({ type }) => {
    if (type === "text.started") connection.steer("Hey", steer("Hey"));
  });
  expect(brief(events)).toEqual([
    "text.started",
    "steer.accepted Hey",
    "steer.failed Hey connection_lost",
    "failed model_failed stream",
  ]);
  await listen(connection, { input: [...request.input, ...steer("Hey")] });
  expect(server.requests[1]?.received).toMatchObject({ input: [...request.input, ...steer("Hey")] });
});

test("input that is never acknowledged comes back when the answer has ended", async () => {
  server.steering(() => ({ type: "silent" }));
  server.script([waiting(say("One")), answer(say("Two"))]);
  const connection = open({ decideMs: 20 });
  const events = await listen(connection, {}, steering(connection, "Hey"));
  expect(brief(events).slice(-2)).toEqual(["steer.failed Hey connection_lost", "completed"]);
  // Whatever the server did with it went with the connection.
  const input = [...promptAfter(request.input, events), ...steer("Hey")];
  await listen(connection, { input });
  expect(server.requests[1]?.received.input).toEqual(input);
});

test("however steering goes, the model is given each message exactly once and in every later request", async () => {
  const fates = fc.constantFrom<("accept" | "fail" | "accept_fail" | "silent" | "cut")[]>(
    "accept",
    "fail",
    "accept_fail",
    "silent",
    "cut",
  );
  const endings = fc.constantFrom<("say" | "more" | "call" | "called")[]>("say", "more", "call", "called");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(endings, fc.array(fates, { maxLength: 3 })), { minLength: 1, maxLength: 3 }),
      async (turns) => {
        server.reset();
        const fateOf = new Map<string, string>();
        server.steering(({ input }) => {
          const fate = fateOf.get(JSON.stringify(input).match(/message-\d+/)?.[0] ?? "");
          if (fate === "fail") return { type: "fail", code: "too_many_pending_steers" };
          if (fate === "accept_fail") return { type: "fail", code: "successor_creation_failed", accepted: true };
          return { type: fate === "silent" || fate === "cut" ? fate : "accept" };
        });
        const connection = open({ decideMs: 15, idleMs: 3_000 });
        let prompt: readonly PromptItem[] = request.input;
        const sent: string[] = [];
        for (const [index, [ending, wanted]] of turns.entries()) {
          const first = ending === "called" ? [call("look", { index })] : [];
          const last = ending === "call" ? [call("look", { index })] : ending === "more" ? [say("more")] : [];
          server.script([waiting(...first, say(`turn ${index}`), ...last)]);
          const before = server.steers.length;
          /** What goes behind the next request's outputs: it was not read by the answer. */
          let owed: string[] = [];
          let lost = false;
          const events = await listen(connection, { input: prompt }, async (event) => {
            if (event.type === "text.started" && server.steers.length === before && owed.length === 0) {
              for (const fate of wanted) {
                const name = `message-${sent.length}`;
                fateOf.set(name, fate);
                sent.push(name);
                owed.push(name);
                connection.steer(name, steer(name));
              }
              if (!wanted.includes("cut")) await server.steered(before + wanted.length);
              server.release();
            }
            if (event.type === "steer.applied") owed = owed.filter((name) => !event.ids.includes(name));
            if (event.type === "failed") lost = true;
          });
          const said = lost ? [] : promptAfter([], events);
          const applied = events.flatMap((event) => (event.type === "steer.applied" ? event.ids : []));
          if (lost) owed = [...owed, ...applied];
          const outputs = said.flatMap((item) => (item.type === "function_call" ? [outputOf(item.call_id)] : []));
          prompt = [...prompt, ...said, ...outputs, ...owed.flatMap(steer)];
          if (outputs.length + owed.length === 0) prompt = [...prompt, personMessage("go on")];
        }
        server.script([answer(say("Done"))]);
        expect(brief(await listen(connection, { input: prompt })).at(-1)).toBe("completed");
        const given = server.requests.at(-1)?.body.input ?? [];
        expect(sent.map((name) => told(given, name))).toEqual(sent.map(() => 1));
        connection.close();
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);
