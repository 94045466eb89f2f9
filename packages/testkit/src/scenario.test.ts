import { expect, test } from "vitest";
import type { Answer } from "./reply.ts";
import type { InputItem, RequestBody } from "./request.ts";
import { scenarioReply } from "./scenario.ts";

/** Plays a scenario to its end as an obedient client would; gives what the model said and called. */
function play(text: string, before: readonly InputItem[] = []): readonly string[] {
  const context: InputItem = { role: "user", content: "<environment_context>\n</environment_context>" };
  const input: InputItem[] = [...before, context, { role: "user", content: text }];
  const story: string[] = [];
  for (let turn = 0; turn < 100; turn += 1) {
    const reply = scenarioReply({ model: "m", stream: true, input } as RequestBody);
    if (reply.kind === "refusal") return [...story, `refused ${reply.status}`];
    const { parts } = reply satisfies Answer;
    for (const part of parts) {
      story.push(
        part.type === "call" || part.type === "custom" ? part.name : `${part.type} ${part.text.split("\n")[0]}`,
      );
      if (part.type === "call" || part.type === "custom") {
        input.push({ type: "function_call_output", call_id: "x", output: "ok" });
      }
    }
    if (!parts.some(({ type }) => type === "call" || type === "custom")) return story;
  }
  return ["never ended"];
}

test.each([
  ["Hi", ["say Hello from the model."]],
  ["conv:a scenario:say Good day", ["say Good day"]],
  ["scenario:loop3 please", ["exec_command", "exec_command", "exec_command", "say Done after 3 turns."]],
  ["scenario:edit a.txt", ["apply_patch", "say I wrote `a.txt`."]],
  ["scenario:run ls -la", ["exec_command", "say It printed:"]],
  ["scenario:approve", ["exec_command", "say The answer was:"]],
  ["scenario:approve\nscenario:edit a.txt", ["exec_command", "apply_patch", "say I wrote `a.txt`."]],
  ["scenario:key", ["refused 401"]],
  ["scenario:model", ["refused 404"]],
  ["scenario:status500", ["refused 500"]],
  ["scenario:nonsense", ['say The server knows no scenario "nonsense".']],
])("%j plays to its end", (text, story) => {
  expect(play(text)).toEqual(story);
});

test("a whole piece of work has every kind of item", () => {
  expect(new Set(play("scenario:work notes.md").map((entry) => entry.split(" ")[0]))).toEqual(
    new Set(["reason", "say", "update_plan", "exec_command", "apply_patch"]),
  );
});

test("a second message begins anew", () => {
  const before: InputItem[] = [
    { role: "user", content: "scenario:loop2" },
    { type: "function_call_output", call_id: "x", output: "ok" },
    { type: "function_call_output", call_id: "x", output: "ok" },
  ];
  expect(play("scenario:loop1", before)).toEqual(["exec_command", "say Done after 1 turns."]);
});

test("text comes in as many bytes and deltas as asked", () => {
  const input: InputItem[] = [{ role: "user", content: "scenario:text200000x2000" }];
  const reply = scenarioReply({ model: "m", stream: true, input } as RequestBody) as Answer;
  const [part] = reply.parts;
  expect(part?.type === "say" && [part.text.length, part.pieces]).toEqual([200_000, 2000]);
});
