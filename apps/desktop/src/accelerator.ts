import type { Chord } from "@flightdeck/contract";

const names: Readonly<Record<string, string>> = {
  Mod: "CmdOrCtrl",
  Ctrl: "Control",
  Meta: "Super",
  ArrowUp: "Up",
  ArrowDown: "Down",
  ArrowLeft: "Left",
  ArrowRight: "Right",
};

/** A chord as Electron's menus write it. */
export const acceleratorOf = (chord: Chord): string =>
  chord
    .split("+")
    .map((name) => names[name] ?? name)
    .join("+");
