import { expect, test } from "vitest";
import { answer, broken, call, paced, patch, reason, refuse, say, startModelServer } from "./index.ts";

const ask = (url: string, input: unknown, cacheKey = "k", signal?: AbortSignal) =>
  fetch(`${url}/responses`, {
    method: "POST",
    body: JSON.stringify({ model: "m", input, stream: true, prompt_cache_key: cacheKey }),
    signal,
  });

const person = (text: string) => [{ role: "user", content: [{ type: "input_text", text }] }];
const result = (id: string) => ({ type: "function_call_output", call_id: id, output: "ok" });

async function events(response: Response): Promise<{ type: string; [key: string]: unknown }[]> {
  const text = await response.text();
  return text.split("\n\n").flatMap((block) => {
    const data = block.split("\n").find((line) => line.startsWith("data: "));
    return data === undefined ? [] : [JSON.parse(data.slice(6)) as { type: string }];
  });
}

test("an answer has the events of the real service, in its order", async () => {
  await using server = await startModelServer();
  server.script([answer(reason("Hm."), say("Hello"), call("look", { a: 1 }), patch("*** x"))]);
  const all = await events(await ask(server.url, person("Hi")));
  expect(all.map(({ sequence_number }) => sequence_number)).toEqual(all.map((_event, index) => index));
  expect(all.map(({ type }) => type.replace("response.", "")).filter((type, n, list) => type !== list[n - 1])).toEqual([
    "created",
    "in_progress",
    "output_item.added",
    "reasoning_summary_part.added",
    "reasoning_summary_text.delta",
    "reasoning_summary_text.done",
    "reasoning_summary_part.done",
    "output_item.done",
    "output_item.added",
    "content_part.added",
    "output_text.delta",
    "output_text.done",
    "content_part.done",
    "output_item.done",
    "output_item.added",
    "function_call_arguments.delta",
    "function_call_arguments.done",
    "output_item.done",
    "output_item.added",
    "custom_tool_call_input.delta",
    "custom_tool_call_input.done",
    "output_item.done",
    "completed",
  ]);
});

test("deltas add up to the text, and a pair of surrogates is never cut", async () => {
  await using server = await startModelServer();
  const text = "🙂".repeat(50);
  server.script([answer(say(text, 33))]);
  const deltas = (await events(await ask(server.url, person("Hi")))).flatMap(({ type, delta }) =>
    type === "response.output_text.delta" ? [String(delta)] : [],
  );
  expect(deltas.join("")).toBe(text);
  expect(deltas.every((delta) => delta.isWellFormed())).toBe(true);
});

test("a script is asked per request, then the prompt's markers decide", async () => {
  await using server = await startModelServer();
  server.script([refuse(503, { headers: { "retry-after": "2" } })]);
  const refused = await ask(server.url, person("Hi"));
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
  const said = await events(await ask(server.url, person("scenario:say Well then")));
  expect(said.find(({ type }) => type === "response.output_text.done")).toMatchObject({ text: "Well then" });
  expect(server.requests.map(({ n, body }) => [n, body.input])).toEqual([
    [0, person("Hi")],
    [1, person("scenario:say Well then")],
  ]);
});

test("a wrong key is refused when the server has one", async () => {
  await using server = await startModelServer({ key: "right" });
  expect((await fetch(`${server.url}/models`)).status).toBe(401);
  const authorization = "Bearer right";
  expect((await fetch(`${server.url}/models`, { headers: { authorization } })).status).toBe(200);
});

test("a cut stream ends without its end, a reset one with an error", async () => {
  await using server = await startModelServer();
  server.script([broken(answer(say("Hello")), "cut", "text"), broken(answer(say("Hello")), "reset", "text")]);
  const cut = await events(await ask(server.url, person("Hi")));
  expect(cut.at(-1)?.type).toBe("response.output_text.delta");
  await expect(ask(server.url, person("Hi")).then((response) => response.text())).rejects.toThrow();
});

test("a stalled answer goes on when it is released", async () => {
  await using server = await startModelServer();
  server.script([broken(answer(say("Hello")), "stall", "text")]);
  const response = await ask(server.url, person("Hi"));
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    // Without the release the answer would never end.
    if (text.includes("output_text.delta") && !text.includes("output_text.done")) server.release();
  }
  expect(text).toContain('"type":"response.completed"');
});

test("a paced answer takes its time", async () => {
  await using server = await startModelServer();
  server.script([paced(answer(say("Hello")), 5)]);
  const started = performance.now();
  const all = await events(await ask(server.url, person("Hi")));
  expect(performance.now() - started).toBeGreaterThan(4 * all.length);
});

test("the time between an answer and the next tool result is kept per cache key", async () => {
  await using server = await startModelServer();
  for (const key of ["a", "b"]) {
    await (await ask(server.url, person("Hi"), key)).text();
    await (await ask(server.url, [...person("Hi"), result("1")], key)).text();
    await (await ask(server.url, [...person("Hi"), result("1"), ...person("More")], key)).text();
  }
  expect(server.gaps("a")).toHaveLength(1);
  expect(server.gaps()).toHaveLength(2);
  expect(server.gaps().every((gap) => gap > 0)).toBe(true);
});

test("closing does not wait for clients that hold on", async () => {
  const server = await startModelServer();
  server.script([broken(answer(say("Hello")), "stall", "start")]);
  const held = ask(server.url, person("Hi")).then((response) => response.text());
  await server.requested(1);
  await server.close();
  await expect(held).rejects.toThrow();
});

test("a recording that is sent as a form is kept, and answered with what it says", async () => {
  await using server = await startModelServer();
  server.hears("one", "two");
  const send = async () => {
    const form = new FormData();
    form.set("model", "whisper-1");
    form.set("file", new Blob(["sound"], { type: "audio/webm" }), "a.webm");
    const response = await fetch(`${server.url}/audio/transcriptions`, { method: "POST", body: form });
    return response.json();
  };
  expect([await send(), await send(), await send()]).toEqual([{ text: "one" }, { text: "two" }, { text: "two" }]);
  expect(server.transcriptions[0]).toMatchObject({
    fields: { model: "whisper-1" },
    file: { name: "a.webm", type: "audio/webm", bytes: new Uint8Array(Buffer.from("sound")) },
  });
});
