import { BlobId, type Image, noUsage } from "@flightdeck/contract";
import { expect, test } from "vitest";
import {
  imagePart,
  messageWithImages,
  type ModelConnection,
  type ModelRequest,
  type PromptItem,
} from "../agent/index.ts";
import { withImages } from "./images.ts";

const image = (digit: string): Image => ({ blob: BlobId.parse(digit.repeat(64)), name: "a.png", type: "image/png" });
const kept = image("a");
const gone = image("b");
const url = "data:image/png;base64,AAAA";
const part = (image_url: string) => ({ type: "input_image", image_url, detail: "auto" }) as const;
const note = (text: string) => ({ type: "input_text", text }) as const;

const old: PromptItem = { type: "message", role: "user", content: [part("data:image/gif;base64,BBBB")] };
const prompt: readonly PromptItem[] = [
  messageWithImages("Look", [kept, gone]),
  { type: "function_call_output", call_id: "c1", output: [imagePart(kept)] },
  { type: "function_call_output", call_id: "c2", output: "words" },
  old,
];

const request = (model: string, input = prompt): ModelRequest => ({
  model,
  instructions: "",
  input,
  tools: [],
  cacheKey: "t",
});

/** A connection that keeps what reaches it; its provider gives back what it was sent when it compacts. */
function connection(compacts = true) {
  const sent: ModelRequest[] = [];
  const steered: (readonly PromptItem[])[] = [];
  const reads: string[] = [];
  const inner: ModelConnection = {
    stream: async function* (asked) {
      sent.push(asked);
      yield { type: "completed", usage: noUsage };
    },
    steer: (_id, input) => {
      steered.push(input);
      return true;
    },
    ...(compacts
      ? {
          compact: async (asked: ModelRequest) =>
            ({ type: "compacted", prompt: asked.input.slice(0, 1), usage: noUsage }) as const,
        }
      : {}),
    prewarm: (asked) => void (asked !== undefined && sent.push(asked)),
    close: () => undefined,
  };
  const outer = withImages(inner, {
    read: async ({ blob }) => {
      reads.push(blob);
      return blob === kept.blob ? url : undefined;
    },
    taken: (model) => model !== "blind",
  });
  const ask = async (asked: ModelRequest) => {
    for await (const _event of outer.stream(asked, new AbortController().signal));
    return sent.at(-1)?.input;
  };
  return { outer, ask, sent, steered, reads };
}

test("the bytes of pictures are in the request alone, and a file that is gone is a note", async () => {
  const { ask } = connection();
  const before = JSON.stringify(prompt);
  expect([await ask(request("m")), JSON.stringify(prompt) === before]).toEqual([
    [
      {
        type: "message",
        role: "user",
        content: [note("Look"), part(url), note("[An image was here; its file is no longer kept.]")],
      },
      { type: "function_call_output", call_id: "c1", output: [part(url)] },
      { type: "function_call_output", call_id: "c2", output: "words" },
      old,
    ],
    true,
  ]);
});

test("each picture is read once for a turn, and the next request extends the one before", async () => {
  const { ask, reads } = connection();
  const first = await ask(request("m"));
  const second = await ask(request("m", [...prompt, { role: "assistant", content: "Seen" }]));
  expect([second?.slice(0, prompt.length), reads.length]).toEqual([first, 3]);
});

test("a model that takes no pictures gets a note for each", async () => {
  const { ask } = connection();
  const left = note("[An image was left out: this model cannot see images.]");
  expect(await ask(request("blind"))).toEqual([
    { type: "message", role: "user", content: [note("Look"), left, left] },
    { type: "function_call_output", call_id: "c1", output: [left] },
    { type: "function_call_output", call_id: "c2", output: "words" },
    { type: "message", role: "user", content: [left] },
  ]);
});

test("a request without pictures goes on as it is, and only words steer at once", async () => {
  const { outer, ask, sent, steered } = connection();
  const plain = request("m", [prompt[2] as PromptItem]);
  await ask(plain);
  const words = [messageWithImages("Stop", [])];
  expect([sent[0] === plain, outer.steer("1", words), outer.steer("2", [prompt[0] as PromptItem]), steered]).toEqual([
    true,
    true,
    false,
    [words],
  ]);
});

test("a prompt that the provider made shorter refers to the files again; without its endpoint there is none", async () => {
  const { outer } = connection();
  const result = await outer.compact?.(request("m", [messageWithImages("Look", [kept])]), new AbortController().signal);
  expect([result, connection(false).outer.compact]).toEqual([
    { type: "compacted", prompt: [messageWithImages("Look", [kept])], usage: noUsage },
    undefined,
  ]);
});
