import { expect, test } from "vitest";
import { terminalKey } from "./keys.ts";

const press =
  (platform: string, selected = false) =>
  (code: string, held: Partial<KeyboardEvent> = {}, key = "") =>
    terminalKey(
      { code, key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held },
      { platform, selected },
    );
const ctrl = { ctrlKey: true };
const shifted = { ctrlKey: true, shiftKey: true };
const cmd = { metaKey: true };

test("Ctrl with a letter is the program's, except for find", () => {
  const on = press("Linux x86_64");
  expect(["KeyC", "KeyK", "KeyB", "KeyO", "KeyV", "KeyF"].map((code) => on(code, ctrl))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    "find",
  ]);
});

test("copy and paste have the keys of each system", () => {
  const linux = press("Linux x86_64", true);
  const mac = press("MacIntel", true);
  const windows = press("Win32", true);
  expect([
    linux("KeyC", shifted),
    linux("KeyV", shifted),
    linux("Insert", ctrl),
    linux("Insert", { shiftKey: true }),
    linux("KeyC", ctrl),
    mac("KeyC", cmd),
    mac("KeyV", cmd),
    mac("KeyC", ctrl),
    windows("KeyC", ctrl),
    press("Win32")("KeyC", ctrl),
  ]).toEqual(["copy", "paste", "copy", "paste", undefined, "copy", "paste", undefined, "copy", undefined]);
});

test("a selection is sent with Ctrl and Enter; without one the program gets the key", () => {
  const enter = ["Enter", ctrl, "Enter"] as const;
  expect([
    press("Linux", true)(...enter),
    press("Linux")(...enter),
    press("MacIntel", true)("Enter", cmd, "Enter"),
  ]).toEqual(["send", undefined, "send"]);
});

test("the key that shows and hides the terminal is the window's, and so is Cmd", () => {
  expect([
    press("Linux")("Backquote", ctrl),
    press("MacIntel")("Backquote", ctrl),
    press("MacIntel")("KeyK", cmd),
    press("Linux")("KeyP", shifted),
  ]).toEqual(["window", "window", "window", "window"]);
});
