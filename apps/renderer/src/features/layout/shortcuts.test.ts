import { expect, test } from "vitest";
import { actionOf } from "./shortcuts.ts";

const press = (code: string, held: Partial<KeyboardEvent> = {}, key = "") =>
  actionOf({ code, key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held });

test("keys work with Ctrl and with Cmd, and not without", () => {
  expect([press("KeyB", { ctrlKey: true }), press("KeyB", { metaKey: true }), press("KeyB")]).toEqual([
    "toggleSidebar",
    "toggleSidebar",
    undefined,
  ]);
});

test("AltGr, which types characters, is no shortcut", () => {
  expect(press("KeyN", { altKey: true, ctrlKey: true })).toBeUndefined();
  expect(press("KeyN", { altKey: true })).toBe("newThread");
});
