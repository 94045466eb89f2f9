import { TerminalId, ThreadId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { createShown } from "./shown.ts";

const [thread, terminal] = [ThreadId.parse("thread_1"), TerminalId.parse("terminal_1")];

test("what was shown comes back after a reload, and what is not understood does not", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  createShown(storage).show(thread, terminal);
  const again = createShown(storage).getState().terminals;
  const broken = ["{", '{"a":1}', '[1,["x"],["a b","c"]]'].map(
    (text) => createShown({ getItem: () => text, setItem: () => {} }).getState().terminals.size,
  );
  expect([[...again], broken]).toEqual([[[thread, terminal]], [0, 0, 0]]);
});

test("a wanted terminal is opened once", () => {
  const shown = createShown({ getItem: () => null, setItem: () => {} });
  shown.want(thread, true);
  expect([shown.takeWanted(ThreadId.parse("other")), shown.takeWanted(thread), shown.takeWanted(thread)]).toEqual([
    undefined,
    { threadId: thread, open: true },
    undefined,
  ]);
});
