import type { Chord, Modifier } from "@flightdeck/contract";

/** Where the window runs, as far as keys differ. */
export interface Platform {
  readonly mac: boolean;
  /** In the desktop shell no browser keeps keys for itself. */
  readonly shell: boolean;
}

export type Press = Pick<KeyboardEvent, "code" | "key" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey">;

const onlyModifiers: ReadonlySet<string> = new Set(["Control", "Alt", "AltGraph", "Shift", "Meta", "OS", "CapsLock"]);
const unnamed: ReadonlySet<string> = new Set(["", "Dead", "Process", "Unidentified"]);
const marks = ",./;'[]\\-=`";
const markCodes: Readonly<Record<string, string>> = {
  Comma: ",",
  Period: ".",
  Slash: "/",
  Semicolon: ";",
  Quote: "'",
  BracketLeft: "[",
  BracketRight: "]",
  Backslash: "\\",
  Minus: "-",
  Equal: "=",
  Backquote: "`",
};
const hints: Readonly<Record<string, string>> = {
  Ctrl: "Control",
  Mod: "Ctrl",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Enter: "↵",
  Escape: "Esc",
};

const chordOf = (held: ReadonlySet<Modifier>, key: string): Chord => {
  const order: readonly Modifier[] = ["Mod", "Ctrl", "Alt", "Shift", "Meta"];
  return [...order.filter((name) => held.has(name)), key].join("+");
};

/** The parts of a chord: none of its keys is a plus sign. */
const partsOf = (chord: Chord): readonly string[] => chord.split("+");

/** A chord in the one form that presses have here: Ctrl is Mod where that is Ctrl, Meta is Mod on a Mac. */
export function normalChord(chord: Chord, { mac }: Platform): Chord {
  const names = partsOf(chord);
  const same: Modifier = mac ? "Meta" : "Ctrl";
  const held = names.slice(0, -1).map((name) => (name === same ? "Mod" : name) as Modifier); // the schema's own names
  return chordOf(new Set(held), names.at(-1) ?? "");
}

/** What was pressed; undefined while only modifiers are, and for what types a character with AltGr. */
export function pressedChord(press: Press, { mac }: Platform): Chord | undefined {
  const key = keyOf(press);
  if (key === undefined) return undefined;
  const typed = press.key.length === 1 && press.key.toUpperCase() !== key;
  if (!mac && press.ctrlKey && press.altKey && typed) return undefined;
  const held = new Set<Modifier>();
  if (mac ? press.metaKey : press.ctrlKey) held.add("Mod");
  if (mac && press.ctrlKey) held.add("Ctrl");
  if (press.altKey) held.add("Alt");
  if (press.shiftKey) held.add("Shift");
  if (!mac && press.metaKey) held.add("Meta");
  return chordOf(held, key);
}

/** Letters and marks as the layout has them; where it has others, or a modifier makes others, by their place. */
function keyOf({ key, code, shiftKey, altKey }: Press): string | undefined {
  if (onlyModifiers.has(key)) return undefined;
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return digit;
  if (key.length === 1 && !shiftKey && !altKey && marks.includes(key)) return key;
  const placed = /^Key([A-Z])$/.exec(code)?.[1] ?? markCodes[code];
  if (placed !== undefined) return placed;
  if (code === "Space") return "Space";
  return key.length > 1 && !unnamed.has(key) ? key : undefined;
}

/** A chord as it is shown beside what it does: "Ctrl Shift F". A Mac's signs come where it is drawn. */
export const hintOf = (chord: Chord): string =>
  partsOf(chord)
    .map((name) => hints[name] ?? name)
    .join(" ");

/** Whether a chord writes or edits text, so that it must be left alone in a box of text. */
export const writes = (chord: Chord): boolean =>
  !/^(?:.*\+)?F\d+$/.test(chord) && !partsOf(chord).some((name) => ["Mod", "Ctrl", "Alt", "Meta"].includes(name));
