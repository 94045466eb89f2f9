import type { Chord, KeySettings } from "@flightdeck/contract";
import { type Act, ownKeys } from "./act.ts";
import { normalChord, type Platform } from "./chord.ts";

/** The keys of every act: the person's, or else its own. */
export type KeyMap = ReadonlyMap<string, readonly Chord[]>;

export function keyMap(acts: readonly Act[], settings: KeySettings | undefined, platform: Platform): KeyMap {
  return new Map(acts.map((act) => [act.id, keysOf(act, settings, platform)]));
}

export function keysOf(act: Act, settings: KeySettings | undefined, platform: Platform): readonly Chord[] {
  const set = settings !== undefined && Object.hasOwn(settings, act.id) ? settings[act.id] : undefined;
  return (set ?? ownKeys(act, platform)).map((chord) => normalChord(chord, platform));
}

/** The acts that a chord asks for, in the order of the registry: the first that makes sense is done. */
export const actsOf = (acts: readonly Act[], keys: KeyMap, chord: Chord): readonly Act[] =>
  acts.filter((act) => keys.get(act.id)?.includes(chord) === true);
