import { expect, test } from "vitest";
import { createHold } from "./hold.ts";

function dictation() {
  const did: string[] = [];
  let active = false;
  const set = (now: boolean, word: string) => () => {
    active = now;
    did.push(word);
  };
  return { did, hold: createHold({ active: () => active, start: set(true, "start"), finish: set(false, "finish") }) };
}

test("a press that holds ends when it is let go", () => {
  const { did, hold } = dictation();
  hold.press(1000);
  hold.release(1400);
  expect(did).toEqual(["start", "finish"]);
});

test("a tap begins, and the next tap ends, however long that one is", () => {
  const { did, hold } = dictation();
  hold.press(1000);
  hold.release(1399);
  hold.press(5000);
  hold.release(6000);
  expect(did).toEqual(["start", "finish"]);
});

test("a window that goes to the back while a key is held does not go on listening; after a tap it does", () => {
  const { did, hold } = dictation();
  hold.press(0);
  hold.lose();
  hold.press(10);
  hold.release(20);
  hold.lose();
  expect(did).toEqual(["start", "finish", "start"]);
});
