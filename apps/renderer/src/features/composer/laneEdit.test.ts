import { MessageId } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { orphaned, readEdit, writeEdit } from "./laneEdit.ts";

const messageId = MessageId.parse("m1");

test("a change is kept with the message it belongs to", () => {
  for (const text of ["one line", "two\nlines", "", "\n\nblank ahead"])
    expect(readEdit(writeEdit({ messageId, text }))).toEqual({ messageId, text, changed: true });
  expect(readEdit("")).toBeUndefined();
  expect(readEdit("no line break")).toBeUndefined();
});

test("the words of a message that left the queue while it was changed are not lost", () => {
  const queued = { id: messageId, text: "before", queuedAt: 1 };
  const edit = { messageId, text: "after", changed: true };
  expect(orphaned(edit, [queued])).toBeUndefined();
  expect(orphaned(edit, [])).toBe("after");
  expect(orphaned({ ...edit, changed: false }, [])).toBeUndefined();
  expect(orphaned({ ...edit, text: " \n" }, [])).toBeUndefined();
  expect(orphaned(undefined, [])).toBeUndefined();
});
