import fc from "fast-check";
import { expect, test } from "vitest";
import { interruptionNote, personMessage, type PromptItem, repairPrompt } from "./index.ts";

const call = (id: string): PromptItem => ({ type: "function_call", call_id: id, name: "look", arguments: "{}" });
const output = (id: string): PromptItem => ({ type: "function_call_output", call_id: id, output: "seen" });
const reasoning: PromptItem = { id: "rs", type: "reasoning", summary: [], encrypted_content: "sealed" };
const said: PromptItem = { role: "assistant", content: "Well." };
const person = personMessage("Do it");
const repaired = (id: string): PromptItem => ({
  type: "function_call_output",
  call_id: id,
  output: "This call was interrupted.",
});

test("a valid prompt comes back as it is", () => {
  const prompt = [
    person,
    reasoning,
    said,
    reasoning,
    call("a"),
    output("a"),
    call("b"),
    call("c"),
    output("b"),
    output("c"),
  ];
  expect(repairPrompt(prompt)).toBe(prompt);
});

test("a call without an output gets one that says it was interrupted", () => {
  const custom: PromptItem = { type: "custom_tool_call", call_id: "b", name: "apply_patch", input: "x" };
  expect(repairPrompt([person, call("a"), custom, person])).toEqual([
    person,
    call("a"),
    custom,
    repaired("a"),
    { type: "custom_tool_call_output", call_id: "b", output: "This call was interrupted." },
    person,
  ]);
});

test("outputs without their call and reasoning that nothing follows are left out", () => {
  expect(repairPrompt([output("gone"), person, reasoning, person, said, reasoning])).toEqual([person, person, said]);
});

test("cut or thinned out anywhere, a prompt is valid after the repair, and the repair changes it no more", () => {
  const whole = [
    person,
    reasoning,
    said,
    call("a"),
    output("a"),
    reasoning,
    call("b"),
    call("c"),
    output("c"),
    output("b"),
    said,
  ];
  fc.assert(
    fc.property(fc.subarray(whole), (kept) => {
      const fixed = repairPrompt(kept);
      expect(repairPrompt(fixed)).toBe(fixed);
      const ids = (type: string) =>
        fixed.flatMap((item) => (item.type === type && "call_id" in item ? [item.call_id] : []));
      expect(new Set(ids("function_call_output"))).toEqual(new Set(ids("function_call")));
      expect(ids("function_call_output")).toHaveLength(ids("function_call").length);
      for (const [index, item] of fixed.entries()) {
        if (item.type !== "reasoning") continue;
        const next = fixed[index + 1];
        expect(next === said || next?.type === "function_call" || next?.type === "reasoning").toBe(true);
      }
    }),
  );
});

test("the note of an interruption names what was under way", () => {
  expect(interruptionNote(["npm test"])).toEqual(
    personMessage(
      "<turn_interrupted>\nThe last turn was interrupted. Commands and edits of it may be half done: look before you build on them.\nUnder way at that moment:\n- npm test\n</turn_interrupted>",
    ),
  );
});
