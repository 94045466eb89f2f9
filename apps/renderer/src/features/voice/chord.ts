/** Keys pressed together: modifiers and one more. */
export interface Chord {
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly meta: boolean;
  /** As `KeyboardEvent.code` has it. */
  readonly code: string;
}

type Press = Pick<KeyboardEvent, "code" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey">;

const modifiers = { ctrl: "Ctrl", alt: "Alt", shift: "Shift", meta: "Meta" } as const;
const ofModifier = /^(Control|Alt|Shift|Meta|OS)(Left|Right)$/;

const codeOf = (name: string): string =>
  /^[A-Z]$/.test(name) ? `Key${name}` : /^\d$/.test(name) ? `Digit${name}` : name;
const nameOf = (code: string): string => code.replace(/^(Key|Digit)(?=.$)/, "");
/** Keys that write nothing and lead nowhere may stand alone. */
const standsAlone = (code: string): boolean => /^(F\d{1,2}|Pause|ScrollLock|Insert|ContextMenu)$/.test(code);

/** Reads "Ctrl+M"; undefined for what would take a key of writing away. */
export function parseChord(text: string): Chord | undefined {
  const parts = text.split("+").map((part) => part.trim());
  const key = parts.pop() ?? "";
  const has = (name: string) => parts.some((part) => part.toLowerCase() === name.toLowerCase());
  const known = parts.every((part) =>
    Object.values(modifiers).some((name) => name.toLowerCase() === part.toLowerCase()),
  );
  const code = codeOf(key.length === 1 ? key.toUpperCase() : key);
  const chord = { ctrl: has("Ctrl"), alt: has("Alt"), shift: has("Shift"), meta: has("Meta"), code };
  const held = chord.ctrl || chord.alt || chord.meta;
  return known && /^[A-Za-z0-9]+$/.test(code) && !ofModifier.test(code) && (held || standsAlone(code))
    ? chord
    : undefined;
}

export const formatChord = (chord: Chord): string =>
  [
    ...Object.entries(modifiers).flatMap(([key, name]) => (chord[key as keyof typeof modifiers] ? [name] : [])),
    nameOf(chord.code),
  ].join("+");

/** What was pressed, when it can be a chord; undefined while only modifiers are. */
export function pressedChord(press: Press): Chord | undefined {
  const { code, ctrlKey: ctrl, altKey: alt, shiftKey: shift, metaKey: meta } = press;
  return ofModifier.test(code) ? undefined : parseChord(formatChord({ ctrl, alt, shift, meta, code }));
}

export const isPressed = (chord: Chord, press: Press): boolean =>
  press.code === chord.code &&
  press.ctrlKey === chord.ctrl &&
  press.altKey === chord.alt &&
  press.shiftKey === chord.shift &&
  press.metaKey === chord.meta;

/** Whether letting go of a key lets go of the chord: macOS does not tell of a letter that is let go under Command. */
export function isReleased(chord: Chord, { code }: Pick<KeyboardEvent, "code">): boolean {
  if (code === chord.code) return true;
  const [, name] = ofModifier.exec(code) ?? [];
  return (
    (name === "Control" && chord.ctrl) ||
    (name === "Alt" && chord.alt) ||
    (name === "Shift" && chord.shift) ||
    ((name === "Meta" || name === "OS") && chord.meta)
  );
}
