import { Chord, KeySettings, menuCommands } from "@flightdeck/contract";
import { expect, test } from "vitest";
import { allActs } from "./allActs.ts";
import { conflictsOf } from "./conflicts.ts";
import { keyMap } from "./keyMap.ts";

const platforms = [true, false].flatMap((mac) => [true, false].map((shell) => ({ mac, shell })));
const talk = "Ctrl+M";

test("every act has a name of its own that config.toml can hold, and keys that can be pressed", () => {
  const ids = allActs.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  expect(KeySettings.safeParse(Object.fromEntries(ids.map((id) => [id, []]))).success).toBe(true);
  const chords = allActs.flatMap(({ keys = [], shellKeys = [] }) => [...keys, ...shellKeys]);
  expect(chords.filter((chord) => !Chord.safeParse(chord).success)).toEqual([]);
});

test("every item of the application's menu is an act", () => {
  const ids = new Set(allActs.map(({ id }) => id));
  expect(menuCommands.filter((command) => !ids.has(command))).toEqual([]);
});

test("no key that an act has by itself is in conflict with anything, anywhere", () => {
  const found = platforms.flatMap((platform) => {
    const keys = keyMap(allActs, undefined, platform);
    return allActs.flatMap((act) =>
      (keys.get(act.id) ?? []).flatMap((chord) =>
        conflictsOf(act, chord, { acts: allActs, keys, talk, platform }).map((why) => `${act.id} ${chord}: ${why}`),
      ),
    );
  });
  expect(found).toEqual([]);
});
