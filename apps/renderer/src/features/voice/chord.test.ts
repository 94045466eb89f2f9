import { expect, test } from "vitest";
import { formatChord, isPressed, isReleased, parseChord, pressedChord } from "./chord.ts";

const press = (code: string, held: { ctrl?: boolean; alt?: boolean; shift?: boolean; meta?: boolean } = {}) => ({
  code,
  ctrlKey: held.ctrl ?? false,
  altKey: held.alt ?? false,
  shiftKey: held.shift ?? false,
  metaKey: held.meta ?? false,
});

test("a chord is read as it is written", () => {
  const read = ["Ctrl+M", "ctrl + m", "Alt+Shift+5", "F8", "Meta+Space"].map((text) => {
    const chord = parseChord(text);
    return chord && formatChord(chord);
  });
  expect(read).toEqual(["Ctrl+M", "Ctrl+M", "Alt+Shift+5", "F8", "Meta+Space"]);
});

test("what would take a key of writing away is no chord", () => {
  expect(
    ["M", "Shift+M", "Enter", "Space", "", "Ctrl+", "Ctrl", "Hyper+M", "Ctrl+ControlLeft"].map(parseChord),
  ).toEqual(Array(9).fill(undefined));
});

test("a chord is pressed with exactly its modifiers, and let go with any of its keys", () => {
  const chord = pressedChord(press("KeyM", { ctrl: true }));
  expect(chord && formatChord(chord)).toBe("Ctrl+M");
  if (chord === undefined) return;
  expect([
    isPressed(chord, press("KeyM", { ctrl: true })),
    isPressed(chord, press("KeyM", { ctrl: true, shift: true })),
    isPressed(chord, press("KeyM")),
  ]).toEqual([true, false, false]);
  expect(
    ["KeyM", "ControlLeft", "ControlRight", "ShiftLeft", "KeyN"].map((code) => isReleased(chord, { code })),
  ).toEqual([true, true, true, false, false]);
  expect([pressedChord(press("ControlLeft", { ctrl: true })), pressedChord(press("KeyM"))]).toEqual([
    undefined,
    undefined,
  ]);
});
