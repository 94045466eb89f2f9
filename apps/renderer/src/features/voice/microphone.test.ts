import { expect, test } from "vitest";
import { chooseMicrophone, chosenMicrophone, microphoneFailure } from "./microphone.ts";

test("each refusal of a microphone says what it is and what to do", () => {
  const names = [
    "NotFoundError",
    "OverconstrainedError",
    "NotAllowedError",
    "SecurityError",
    "NotReadableError",
    "NotSupportedError",
    "Other",
  ];
  const read = names.map((name) => microphoneFailure(new DOMException("why", name)));
  expect(read.map(({ code }) => code)).toEqual([
    "no_microphone",
    "no_microphone",
    "microphone_denied",
    "microphone_denied",
    "microphone_busy",
    "recording_unsupported",
    "microphone_failed",
  ]);
  expect(read.every(({ detail }) => detail !== undefined)).toBe(true);
  expect(microphoneFailure("odd")).toEqual({
    code: "microphone_failed",
    message: "The recording could not begin",
    detail: "odd",
  });
});

test("the chosen microphone is kept until another is, or none", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  chooseMicrophone(storage, "usb");
  const chosen = chosenMicrophone(storage);
  chooseMicrophone(storage, undefined);
  expect([chosen, chosenMicrophone(storage)]).toEqual(["usb", undefined]);
});
