import { expect, test } from "vitest";
import { createTally, createWriter } from "./writer.ts";

/** A send whose answers the test gives. */
function slow<T>() {
  const sent: T[] = [];
  const answers: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  return {
    sent,
    send: (value: T) => {
      sent.push(value);
      return new Promise<void>((resolve, reject) => answers.push({ resolve, reject }));
    },
    answer: async (failure?: Error) => {
      const answer = answers.shift();
      if (failure === undefined) answer?.resolve();
      else answer?.reject(failure);
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
}

test("what is typed while a request is under way goes together, in order, with the next", async () => {
  const line = slow<string>();
  const write = createWriter(line.send, () => {});
  for (const key of "abc") write(key);
  await line.answer();
  write("d");
  await line.answer();
  expect(line.sent).toEqual(["a", "bc", "d"]);
});

test("a long paste goes in pieces that cut no character in half", async () => {
  const line = slow<string>();
  const text = `${"x".repeat(49_999)}😀${"y".repeat(10)}`;
  createWriter(line.send, () => {})(text);
  await line.answer();
  expect(line.sent.map(({ length }) => length)).toEqual([49_999, 12]);
  expect(line.sent.join("")).toBe(text);
});

test("after a failure nothing that was typed into it is sent later", async () => {
  const line = slow<string>();
  const failures: unknown[] = [];
  const write = createWriter(line.send, (error) => failures.push(error));
  write("rm ");
  write("-rf /\r");
  await line.answer(new Error("gone"));
  write("ls\r");
  expect([line.sent, failures]).toEqual([["rm ", "ls\r"], [new Error("gone")]]);
});

test("what was drawn is told as a sum, one request at a time", async () => {
  const line = slow<number>();
  const drawn = createTally(line.send);
  for (const characters of [5, 6, 7]) drawn(characters);
  await line.answer();
  expect(line.sent).toEqual([5, 13]);
});
