import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  answer,
  broken,
  call,
  type ChatStyle,
  ending,
  patch,
  reason,
  refuse,
  say,
  startModelServer,
  tooMany,
} from "@flightdeck/testkit";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ModelRequest, personMessage, type PromptItem } from "../../agent/index.ts";
import { brief, itemsOf, listen, outputOf, request } from "../testing/conversation.ts";
import { type ChatOptions, chatModel } from "./index.ts";

let server: Awaited<ReturnType<typeof startModelServer>>;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const open = (more: Partial<ChatOptions> = {}) => ({
  stream: chatModel({ baseUrl: server.url, apiKey: "none", images: true, ...more }),
});
const received = () => server.requests.map((one) => one.received);

const tools: ModelRequest["tools"] = [
  {
    type: "function",
    name: "look",
    description: "Looks",
    parameters: { type: "object", properties: { at: { type: "string" } } },
    strict: false,
  },
  {
    type: "custom",
    name: "apply_patch",
    description: "Edits files.",
    format: { type: "grammar", syntax: "lark", definition: "start: /.+/" },
  },
];

test("a first request is sent as an object that every compatible server understands", async () => {
  const schema = { type: "object", properties: {}, additionalProperties: false };
  await listen(open(), {
    model: "qwen3",
    tools,
    effort: "low",
    outputSchema: schema,
    input: [personMessage("<environment_context>\nHere\n</environment_context>"), personMessage("Do it")],
  });
  expect(received()).toEqual([
    {
      model: "qwen3",
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "<environment_context>\nHere\n</environment_context>\n\nDo it" },
      ],
      tools: [
        {
          type: "function",
          function: {
            name: "look",
            description: "Looks",
            parameters: { type: "object", properties: { at: { type: "string" } } },
          },
        },
        {
          type: "function",
          function: {
            name: "apply_patch",
            description: "Edits files.\n\nThe input follows this grammar (lark):\nstart: /.+/",
            parameters: {
              type: "object",
              properties: { input: { type: "string", description: "The whole input, as free text" } },
              required: ["input"],
              additionalProperties: false,
            },
          },
        },
      ],
      tool_choice: "auto",
      reasoning_effort: "low",
      response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: true } },
      stream: true,
      stream_options: { include_usage: true },
    },
  ]);
});

test("an answer comes as reasoning, text and calls, with its tokens", async () => {
  server.script([answer(reason("Hm."), say("Hello"), call("look", { at: "x" }), patch("*** Begin"))]);
  const events = await listen(open(), { tools });
  expect(brief(events)).toEqual([
    "reasoning.started",
    "item.done reasoning",
    "text.started",
    "item.done message",
    "item.done function_call",
    "item.done custom_tool_call",
    "completed",
  ]);
  expect(itemsOf(events)).toEqual([
    { type: "reasoning", id: "", summary: [], content: [{ type: "reasoning_text", text: "Hm." }] },
    { role: "assistant", content: "Hello" },
    { type: "function_call", call_id: "call_1_2", name: "look", arguments: '{"at":"x"}' },
    { type: "custom_tool_call", call_id: "call_1_3", name: "apply_patch", input: "*** Begin" },
  ]);
  expect(events.at(-1)).toMatchObject({ usage: { input: expect.any(Number), cached: expect.any(Number) } });
});

test("a call runs as soon as the next one begins", async () => {
  server.script([broken(answer(call("look", { at: 1 }), call("look", { at: 2 })), "stall", 9)]);
  const events = await listen(open(), { tools }, ({ type }) => {
    if (type === "item.done") server.release();
  });
  expect(brief(events)).toEqual(["item.done function_call", "item.done function_call", "completed"]);
});

test("a tool turn goes back as a message with its calls, each followed by its output", async () => {
  const picture = { type: "input_image" as const, detail: "auto" as const, image_url: "data:image/png;base64,AAAA" };
  const input: PromptItem[] = [
    personMessage("Do it"),
    { type: "reasoning", id: "", summary: [], content: [{ type: "reasoning_text", text: "Hm." }] },
    { role: "assistant", content: "I look." },
    { type: "function_call", call_id: "a", name: "look", arguments: "{}" },
    outputOf("a", "seen"),
    { type: "custom_tool_call", call_id: "b", name: "apply_patch", input: "*** x" },
    personMessage("Faster"),
    { type: "custom_tool_call_output", call_id: "b", output: [{ type: "input_text", text: "done" }, picture] },
  ];
  const want = (images: boolean) => [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Do it" },
    {
      role: "assistant",
      content: "I look.",
      reasoning_content: "Hm.",
      tool_calls: [{ id: "a", type: "function", function: { name: "look", arguments: "{}" } }],
    },
    { role: "tool", tool_call_id: "a", content: "seen" },
    {
      role: "assistant",
      content: "",
      tool_calls: [{ id: "b", type: "function", function: { name: "apply_patch", arguments: '{"input":"*** x"}' } }],
    },
    ...(images
      ? [
          { role: "tool", tool_call_id: "b", content: "done" },
          {
            role: "user",
            content: [
              { type: "image_url", image_url: { url: picture.image_url } },
              { type: "text", text: "Faster" },
            ],
          },
        ]
      : [
          { role: "tool", tool_call_id: "b", content: "done\n[Here was a picture, which this model cannot be shown.]" },
          { role: "user", content: "Faster" },
        ]),
  ];
  for (const images of [true, false]) await listen(open({ images }), { input, tools });
  const withoutOldReasoning = (messages: readonly object[]) =>
    messages.map((message) => ({ ...message, reasoning_content: undefined }));
  const sent = received().map(({ messages }) => messages as object[]); // what the client under test sent
  expect(sent.map(withoutOldReasoning)).toEqual([true, false].map((images) => withoutOldReasoning(want(images))));
});

test("reasoning goes back within its turn alone", async () => {
  const thought = (text: string): PromptItem => ({
    type: "reasoning",
    id: "",
    summary: [],
    content: [{ type: "reasoning_text", text }],
  });
  const input = [
    personMessage("One"),
    thought("old"),
    { role: "assistant" as const, content: "Said" },
    personMessage("Two"),
    thought("new"),
    { type: "function_call" as const, call_id: "a", name: "look", arguments: "{}" },
    outputOf("a"),
  ];
  await listen(open(), { input, tools });
  expect(JSON.stringify(received()[0])).not.toContain("old");
  expect(JSON.stringify(received()[0])).toContain('"reasoning_content":"new"');
});

test("what only another provider can read is named, and sealed reasoning is left out", async () => {
  const input: PromptItem[] = [
    personMessage("One"),
    { type: "compaction", id: "cmp", encrypted_content: "sealed" },
    { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "Hm" }], encrypted_content: "sealed" },
    {
      id: "msg_1",
      type: "message",
      role: "assistant",
      status: "completed",
      content: [{ type: "output_text", text: "Said", annotations: [] }],
    },
    personMessage("Two"),
  ];
  await listen(open(), { input });
  expect(received()[0]?.messages).toEqual([
    { role: "system", content: "Be brief." },
    { role: "user", content: expect.stringMatching(/^One\n\nThe conversation before this point was made shorter/) },
    { role: "assistant", content: "Said" },
    { role: "user", content: "Two" },
  ]);
});

const styles: readonly (readonly [string, ChatStyle])[] = [
  ["without [DONE]", { noDone: true }],
  ["without ids of calls", { noIds: true }],
  ["without numbers of calls", { noIndex: true }],
  ["without either", { noIds: true, noIndex: true }],
  ["with arguments as objects", { objects: true }],
  ["without a finish reason", { noFinish: true }],
  ["without tokens", { noUsage: true }],
  ["with chunks that have no choice", { emptyChoices: true }],
  ["with reasoning under another name", { reasoning: "reasoning" }],
  ["with reasoning under a third name", { reasoning: "thinking" }],
  [
    "in all these ways",
    { noDone: true, noIds: true, noIndex: true, objects: true, noFinish: true, emptyChoices: true },
  ],
];

test.each(styles)("a server that streams %s is understood", async (_name, style) => {
  server.chats(style);
  server.script([
    answer(reason("Hm."), say("Hello"), call("look", { at: 1 }), call("look", { at: 2 }), patch("*** x")),
  ]);
  const items = itemsOf(await listen(open(), { tools }));
  expect(items.map((item) => ({ ...item, call_id: undefined }))).toEqual([
    { type: "reasoning", id: "", summary: [], content: [{ type: "reasoning_text", text: "Hm." }] },
    { role: "assistant", content: "Hello" },
    { type: "function_call", name: "look", arguments: '{"at":1}' },
    { type: "function_call", name: "look", arguments: '{"at":2}' },
    { type: "custom_tool_call", name: "apply_patch", input: "*** x" },
  ]);
  const ids = items.flatMap((item) => ("call_id" in item ? [item.call_id] : []));
  expect(new Set(ids).size).toBe(3);
});

test("an answer that shows no sign of its end is broken", async () => {
  server.chats({ noDone: true, noFinish: true, noUsage: true });
  server.script([answer(say("Hello"))]);
  expect(brief(await listen(open())).at(-1)).toBe("failed model_failed stream");
});

test("an id that an earlier call has is replaced", async () => {
  server.script([answer(call("look", {}))]);
  const input: PromptItem[] = [
    { type: "function_call", call_id: "call_2_0", name: "look", arguments: "{}" },
    outputOf("call_2_0"),
  ];
  const [item] = itemsOf(await listen(open(), { input, tools }));
  expect(item).toMatchObject({ type: "function_call", call_id: expect.not.stringMatching(/^call_2_0$/) });
});

test("a server that does not stream after all is understood", async () => {
  const raw = createServer((_request, response) => {
    const message = {
      role: "assistant",
      content: "Whole",
      tool_calls: [{ id: "x", function: { name: "look", arguments: "{}" } }],
    };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        choices: [{ message, finish_reason: "stop" }],
        usage: { prompt_tokens: 3, completion_tokens: 2 },
      }),
    );
  });
  await new Promise<void>((resolve) => raw.listen(0, "127.0.0.1", resolve));
  const { port } = raw.address() as AddressInfo; // it listens on TCP
  const events = await listen(open({ baseUrl: `http://127.0.0.1:${port}/v1` }), { tools });
  expect(brief(events)).toEqual(["text.started", "item.done message", "item.done function_call", "completed"]);
  expect(events.at(-1)).toMatchObject({ usage: { input: 3, output: 2, context: 5 } });
  raw.close();
});

test.each([
  ["a cut", broken(answer(say("Hello there")), "cut", "text"), "failed model_failed stream"],
  ["a reset", broken(answer(say("Hello there")), "reset", "text"), "failed model_failed stream"],
  ["garbage", broken(answer(say("Hello there")), "malformed", "text"), "failed model_failed stream"],
  [
    "a refusal in the stream",
    ending(answer(say("Hi")), { type: "failed", code: "server_error", message: "No" }),
    "failed model_failed stream",
  ],
  [
    "a full window",
    refuse(400, { message: "This model's maximum context length is 4096 tokens." }),
    "failed context_exceeded no",
  ],
  [
    "llama.cpp's full window",
    refuse(400, { message: "the request exceeds the available context size" }),
    "failed context_exceeded no",
  ],
  [
    "a model that is not there",
    refuse(404, { message: 'model "qwen9" not found, try pulling it first' }),
    "failed model_not_found no",
  ],
  ["a wrong key", refuse(401), "failed model_unauthorized no"],
  ["haste", tooMany(2), "failed rate_limited request"],
  ["an overloaded server", refuse(503), "failed model_failed request"],
  [
    "an output that is too long",
    ending(answer(say("Hi")), { type: "incomplete", reason: "max_output_tokens" }),
    "failed answer_incomplete no",
  ],
  ["a filter", ending(answer(say("Hi")), { type: "incomplete", reason: "content_filter" }), "failed policy_refused no"],
  ["a rule", refuse(400, { code: "content_filter", message: "Filtered" }), "failed policy_refused no"],
  [
    "a moderator who says it without a code",
    refuse(403, { code: "", message: "Your input was flagged by the moderation of this model" }),
    "failed policy_refused no",
  ],
] as const)("%s is told in our words", async (_name, reply, end) => {
  server.script([reply]);
  expect(brief(await listen(open())).at(-1)).toBe(end);
});

test("silence is broken off, and a stopped stream just ends", async () => {
  server.script([broken(answer(say("Hello")), "stall", "text"), broken(answer(say("Hello")), "stall", "text")]);
  expect(brief(await listen(open({ idleMs: 30 }))).at(-1)).toBe("failed model_failed stream");
  const stop = new AbortController();
  const events = await listen(
    open(),
    {},
    ({ type }) => (type === "text.delta" ? stop.abort() : undefined),
    stop.signal,
  );
  expect(brief(events)).toEqual(["text.started"]);
});

test.each([
  ["stream_options", "Unrecognized request argument: stream_options"],
  ["reasoning_effort", "reasoning_effort is not supported"],
])("a server that refuses %s is asked again without, once", async (field, message) => {
  server.script((one) =>
    field in one.received ? refuse(field === "stream_options" ? 400 : 422, { message }) : undefined,
  );
  const connection = open();
  for (let n = 0; n < 2; n += 1) await listen(connection, { effort: "low" });
  expect(received().map((body) => field in body)).toEqual([true, false, false]);
});

test("free text that a model wrote without its wrapping is taken as it is", async () => {
  for (const [text, input] of [
    ['{"input":"*** x"}', "*** x"],
    ['{"patch":"*** x"}', "*** x"],
    ['"*** x"', "*** x"],
    ["*** x", "*** x"],
  ]) {
    server.script([answer(call("apply_patch", text))]);
    expect(itemsOf(await listen(open(), { tools }))).toMatchObject([{ type: "custom_tool_call", input }]);
  }
});

test("the request that follows begins with the one before, message for message", async () => {
  server.script([answer(call("look", { at: 1 })), answer(say("Done"))]);
  const connection = open();
  const first = itemsOf(await listen(connection, { tools }));
  const id = first.flatMap((item) => ("call_id" in item ? [String(item.call_id)] : []))[0] ?? "";
  await listen(connection, { tools, input: [...request.input, ...first, outputOf(id)] });
  const [one, two] = received().map(({ messages }) => messages as unknown[]); // what the client under test sent
  expect(two?.slice(0, one?.length)).toEqual(one);
});
