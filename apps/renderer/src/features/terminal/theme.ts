import type { ITheme } from "@xterm/xterm";

/** The theme's signals as the sixteen colours that programs name. */
const tokens = {
  background: "--pane",
  foreground: "--text-1",
  cursor: "--text-1",
  cursorAccent: "--pane",
  selectionBackground: "--selection",
  black: "--text-3",
  red: "--red",
  green: "--green",
  yellow: "--amber",
  blue: "--syn-function",
  magenta: "--syn-keyword",
  cyan: "--accent",
  white: "--text-2",
  brightBlack: "--text-3",
  brightRed: "--del-text",
  brightGreen: "--add-text",
  brightYellow: "--syn-number",
  brightBlue: "--syn-type",
  brightMagenta: "--syn-keyword",
  brightCyan: "--accent-glyph",
  brightWhite: "--text-1",
  scrollbarSliderBackground: "--thumb",
  scrollbarSliderHoverBackground: "--thumb-hot",
  scrollbarSliderActiveBackground: "--thumb-hot",
} as const;

/** Colours of what a search found: the emulator takes them as #rrggbb alone. */
const marks = { found: "--selection", foundLine: "--line-control", current: "--accent-line", currentLine: "--accent" };

export interface TerminalColours {
  readonly theme: ITheme;
  readonly marks: Readonly<Record<keyof typeof marks, string>>;
}

/** The theme as it is now: what is drawn on a canvas cannot read its variables. */
export function terminalColours(): TerminalColours {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const all = <Name extends string>(names: Readonly<Record<Name, string>>, read: (token: string) => string) =>
    Object.fromEntries(Object.entries<string>(names).map(([name, token]) => [name, read(token)])) as Record<
      Name,
      string
    >; // the same names
  const colours = { theme: all(tokens, colour), marks: all(marks, (token) => hex(colour(token))) };
  probe.remove();
  return colours;
}

function hex(colour: string): string {
  const parts = /rgba?\((\d+), (\d+), (\d+)/.exec(colour)?.slice(1, 4) ?? [];
  return `#${parts.map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
}

/** Calls back whenever the theme turns, until the answer is called. */
export function onThemeTurned(turned: () => void): () => void {
  const attribute = new MutationObserver(turned);
  attribute.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", turned);
  return () => {
    attribute.disconnect();
    system.removeEventListener("change", turned);
  };
}
