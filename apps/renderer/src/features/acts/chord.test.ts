import { Chord } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { hintOf, normalChord, type Press, pressedChord, writes } from "./chord.ts";

const linux = { mac: false, shell: false };
const mac = { mac: true, shell: true };
const press = (code: string, key: string, held: Partial<Press> = {}): Press => ({
  code,
  key,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...held,
});

test("Mod is Command on a Mac and Ctrl elsewhere", () => {
  const ctrl = press("KeyK", "k", { ctrlKey: true });
  const command = press("KeyK", "k", { metaKey: true });
  expect([linux, mac].map((where) => [pressedChord(ctrl, where), pressedChord(command, where)])).toEqual([
    ["Mod+K", "Meta+K"],
    ["Ctrl+K", "Mod+K"],
  ]);
  expect([linux, mac].map((where) => ["Ctrl+K", "Meta+K", "Mod+K"].map((chord) => normalChord(chord, where)))).toEqual([
    ["Mod+K", "Meta+K", "Mod+K"],
    ["Ctrl+K", "Mod+K", "Mod+K"],
  ]);
});

test("letters are those of the layout, and by place where it has others or a modifier makes others", () => {
  const chords = [
    press("KeyA", "q", { ctrlKey: true }), // the French layout's Q
    press("KeyK", "л", { ctrlKey: true }),
    press("KeyN", "Dead", { altKey: true }),
    press("Digit1", "&", { ctrlKey: true }),
    press("Comma", ",", { ctrlKey: true }),
    press("KeyF", "F", { ctrlKey: true, shiftKey: true }),
    press("Backslash", "|", { ctrlKey: true, shiftKey: true }),
    press("ArrowLeft", "ArrowLeft", { ctrlKey: true, altKey: true }),
    press("Space", " ", { altKey: true }),
    press("F2", "F2"),
  ].map((each) => pressedChord(each, linux));
  expect(chords).toEqual([
    "Mod+Q",
    "Mod+K",
    "Alt+N",
    "Mod+1",
    "Mod+,",
    "Mod+Shift+F",
    "Mod+Shift+\\",
    "Mod+Alt+ArrowLeft",
    "Alt+Space",
    "F2",
  ]);
  expect(chords.map((chord) => Chord.safeParse(chord).success)).toEqual(chords.map(() => true));
});

test("a modifier alone and what AltGr types are no chord", () => {
  expect(
    [
      press("ControlLeft", "Control", { ctrlKey: true }),
      press("AltRight", "AltGraph"),
      press("KeyQ", "@", { ctrlKey: true, altKey: true }),
      press("KeyE", "Process"),
    ].map((each) => pressedChord(each, linux)),
  ).toEqual([undefined, undefined, undefined, "E"]);
});

test("a chord is shown in words, and one that writes is known", () => {
  expect(["Mod+Shift+F", "Ctrl+Tab", "Alt+ArrowUp", "Enter"].map(hintOf)).toEqual([
    "Ctrl Shift F",
    "Control Tab",
    "Alt ↑",
    "↵",
  ]);
  expect(["A", "Shift+A", "Enter", "F2", "Shift+F2", "Alt+A", "Mod+A"].map(writes)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
