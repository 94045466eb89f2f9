import { expect, test } from "vitest";
import { createToasts } from "./toastStore.ts";

test("the newest three stay, and what is said again is said once", () => {
  const toasts = createToasts();
  const say = (title: string, detail?: string) => toasts.add({ tone: "plain", title, detail });
  say("one");
  say("two", "because");
  say("one");
  say("two", "for another reason");
  expect(toasts.getState().map(({ id, title, detail }) => [id, title, detail])).toEqual([
    [2, "two", "because"],
    [3, "one", undefined],
    [4, "two", "for another reason"],
  ]);
  say("three");
  expect(toasts.getState().map(({ id }) => id)).toEqual([3, 4, 5]);
});
