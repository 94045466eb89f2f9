import { Square } from "lucide-react";
import { expect, test } from "vitest";
import type { Act } from "./act.ts";
import { conflictsOf } from "./conflicts.ts";
import { actsOf, keyMap } from "./keyMap.ts";

const act = (id: string, rest: Partial<Act> = {}): Act => ({ id, title: id, group: "Window", icon: Square, ...rest });
const acts = [act("new", { keys: ["Alt+N"], shellKeys: ["Mod+N"] }), act("open", { keys: ["Mod+O"] }), act("none")];
const browser = { mac: false, shell: false };
const shell = { mac: false, shell: true };

test("the person's keys take the place of an act's own, and none takes them away", () => {
  expect([
    [...keyMap(acts, undefined, browser)],
    [...keyMap(acts, { new: ["Ctrl+J"], open: [], gone: ["F9"] }, shell)],
  ]).toEqual([
    [
      ["new", ["Alt+N"]],
      ["open", ["Mod+O"]],
      ["none", []],
    ],
    [
      ["new", ["Mod+J"]],
      ["open", []],
      ["none", []],
    ],
  ]);
  expect(keyMap(acts, {}, shell).get("new")).toEqual(["Mod+N", "Alt+N"]);
});

test("a chord that two acts have asks for both, in the order of the registry", () => {
  const keys = keyMap(acts, { none: ["Mod+O"] }, browser);
  expect(actsOf(acts, keys, "Mod+O").map(({ id }) => id)).toEqual(["open", "none"]);
});

test("a key is in conflict with other acts, the browser, the talk key, cards and text", () => {
  const why = (chord: string, platform = browser) =>
    conflictsOf(act("none"), chord, {
      acts,
      keys: keyMap(acts, { none: [chord] }, platform),
      talk: "Ctrl+M",
      platform,
    });
  expect(["Mod+O", "Mod+W", "Mod+M", "Y", "G", "F4", "Mod+G"].map((chord) => why(chord))).toEqual([
    ["“open” has it too"],
    ["The browser keeps it for itself"],
    ["It is held to talk"],
    ["It is “Approve” on an approval", "It is “Accept” on a plan"],
    ["In a box of text it only writes"],
    [],
    [],
  ]);
  expect(why("Mod+W", shell)).toEqual([]);
});
