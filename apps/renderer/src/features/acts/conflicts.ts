import type { Chord } from "@flightdeck/contract";
import type { Act } from "./act.ts";
import { normalChord, type Platform, writes } from "./chord.ts";
import { fixedKeys } from "./fixedKeys.ts";
import type { KeyMap } from "./keyMap.ts";

/** Keys that browsers never hand to a page. */
const kept: ReadonlySet<Chord> = new Set(
  "Mod+N Mod+T Mod+W Mod+Q Mod+Shift+N Mod+Shift+T Mod+Shift+W Ctrl+Tab Ctrl+Shift+Tab Ctrl+PageUp Ctrl+PageDown".split(
    " ",
  ),
);

/** Why a key of an act may not do what is wanted, in a person's words; nothing when it does. */
export function conflictsOf(
  act: Act,
  chord: Chord,
  {
    acts,
    keys,
    talk,
    platform,
  }: {
    readonly acts: readonly Act[];
    readonly keys: KeyMap;
    /** The key that is held to talk. */
    readonly talk?: Chord | undefined;
    readonly platform: Platform;
  },
): readonly string[] {
  const others = acts.filter((other) => other.id !== act.id && keys.get(other.id)?.includes(chord) === true);
  const fixed = fixedKeys.filter((each) => each.keys.includes(chord) && each.yields !== true);
  return [
    ...others.map(({ title }) => `“${title}” has it too`),
    ...(talk !== undefined && normalChord(talk, platform) === chord ? ["It is held to talk"] : []),
    ...(!platform.shell && [...kept].some((each) => normalChord(each, platform) === chord)
      ? ["The browser keeps it for itself"]
      : []),
    ...fixed.map(({ does, where }) => `It is “${does}” ${where}`),
    ...(fixed.length === 0 && writes(chord) ? ["In a box of text it only writes"] : []),
  ];
}
