import { answer, call, type ChatStyle, type Part, reason, say, startModelServer, tries } from "@flightdeck/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { brief, itemsOf, listen } from "../testing/conversation.ts";
import { chatModel } from "./index.ts";
import { type Piece, thinkTags } from "./thinkTags.ts";

let server: Awaited<ReturnType<typeof startModelServer>>;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

/** What a stretch of text is told to be, in one piece per kind. */
function told(deltas: readonly string[]): readonly (readonly [string, string])[] {
  const tags = thinkTags();
  const pieces: Piece[] = deltas.flatMap((delta) => [...tags.push(delta)]);
  const whole: [string, string][] = [];
  for (const piece of [...pieces, ...tags.end()]) {
    const last = whole.at(-1);
    if (piece.kind === "thought") {
      if (last?.[0] === "text") last[0] = "reasoning";
    } else if (last?.[0] === piece.kind) last[1] += piece.text;
    else whole.push([piece.kind, piece.text]);
  }
  return whole;
}

const cases: readonly (readonly [string, string, readonly (readonly [string, string])[]])[] = [
  ["an answer without tags", "Hello\n\nthere \n", [["text", "Hello\n\nthere \n"]]],
  [
    "thinking, then the answer",
    "<think>\nHm.\n\nYes.\n</think>\n\nHello",
    [
      ["reasoning", "Hm.\n\nYes."],
      ["text", "Hello"],
    ],
  ],
  [
    "the longer tag",
    " \n<thinking>Hm.</thinking>Hello",
    [
      ["reasoning", "Hm."],
      ["text", "Hello"],
    ],
  ],
  ["thinking that is empty", "<think>\n\n</think>\n\nHello", [["text", "Hello"]]],
  ["thinking that has no end", "<think>Hm. <b", [["reasoning", "Hm. <b"]]],
  [
    "thinking twice",
    "<think>One</think>\n<think>Two</think>Hello",
    [
      ["reasoning", "OneTwo"],
      ["text", "Hello"],
    ],
  ],
  ["an answer of nothing but thinking", "<think>Hm.</think>\n", [["reasoning", "Hm."]]],
  [
    "an end whose beginning the template wrote",
    "Hm.\n</think>\n\nHello",
    [
      ["reasoning", "Hm.\n"],
      ["text", "Hello"],
    ],
  ],
  ["such an end with nothing behind it", "Hm.\n</think>", [["reasoning", "Hm.\n"]]],
  ["tags that the answer is about", "Use <think> and `</think>` here", [["text", "Use <think> and `</think>` here"]]],
  [
    "an end inside code",
    "Like so:\n```html\n<think>\n</think>\n```\nDone",
    [["text", "Like so:\n```html\n<think>\n</think>\n```\nDone"]],
  ],
  [
    "a second end",
    "<think>Hm.</think>A\n</think>\nB",
    [
      ["reasoning", "Hm."],
      ["text", "A\n</think>\nB"],
    ],
  ],
  ["less-than signs", "<thin> a < b </thin", [["text", "<thin> a < b </thin"]]],
  ["only the beginning of a tag", "<thi", [["text", "<thi"]]],
];

test.each(cases)("%s is told alike however the stream cuts it", (_name, text, want) => {
  expect(told([text])).toEqual(want);
  expect(told(text.split(""))).toEqual(want);
  fc.assert(
    fc.property(fc.array(fc.nat(text.length)), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
      expect(told(places.slice(1).map((end, index) => text.slice(places[index], end)))).toEqual(want);
    }),
    { numRuns: tries(50) },
  );
});

const parts = fc.constantFrom("<think>", "</think>", "\n", " ", "Hm", "```", "<", "</", "think>", "é");

test("no letter is lost, and where a stream is cut changes nothing", () => {
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 25 }), (given) => {
      const letters = (texts: readonly string[]) => texts.join("").replaceAll(/[</>\s]|think/g, "");
      const whole = told([given.join("")]);
      expect(told(given)).toEqual(whole);
      expect(letters(whole.map(([, text]) => text))).toBe(letters(given));
    }),
    { numRuns: tries(500) },
  );
});

const thought = (text: string) => ({
  type: "reasoning",
  id: "",
  summary: [],
  content: [{ type: "reasoning_text", text }],
});

const ask = async (style: ChatStyle, ...reply: readonly Part[]) => {
  server.reset();
  server.chats(style);
  server.script([answer(...reply)]);
  return await listen({ stream: chatModel({ baseUrl: server.url, apiKey: "none", images: true }) });
};

test("thinking in the text streams as reasoning, and the message is what stands behind it", async () => {
  const events = await ask({}, say("<think>\nI look first.\n</think>\n\nHello there", 12), call("look", { at: 1 }));
  expect(brief(events)).toEqual([
    "reasoning.started",
    "item.done reasoning",
    "text.started",
    "item.done message",
    "item.done function_call",
    "completed",
  ]);
  expect(itemsOf(events).slice(0, 2)).toEqual([
    thought("I look first."),
    { role: "assistant", content: "Hello there" },
  ]);
});

test("a text that turns out to have been thinking is handed over as that", async () => {
  const events = await ask({}, say("I look first.\n</think>\n\nHello there", 12));
  expect(itemsOf(events)).toEqual([thought("I look first.\n"), { role: "assistant", content: "Hello there" }]);
});

test.each(["reasoning_content", "reasoning", "thinking"] as const)(
  "reasoning in the field %s stays beside tags that the answer is about",
  async (reasoning) => {
    const events = await ask({ reasoning }, reason("Hm."), say("The line\n</think>\nends it", 9));
    expect(itemsOf(events)).toEqual([thought("Hm."), { role: "assistant", content: "The line\n</think>\nends it" }]);
  },
);
