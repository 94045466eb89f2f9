const symbols: Readonly<Record<string, string>> = { Ctrl: "⌘", Control: "⌃", Alt: "⌥", Shift: "⇧" };

/** Keys as the person's keyboard names them: "Ctrl K" is ⌘K on a Mac. */
export function keyHint(keys: string, platform = navigator.platform): string {
  if (!/^(Mac|iP)/.test(platform)) return keys;
  return keys
    .split(" ")
    .map((key) => symbols[key] ?? key)
    .join("");
}
