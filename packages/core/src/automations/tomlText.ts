const controls = "\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f";
/** What hides itself in a text, or turns it around: spelt out, so that a file shows what it says. */
const hidden = new RegExp(`[${controls}\\u00ad\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]`, "g");

const short: Readonly<Record<string, string>> = { "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r" };

const spelt = (character: string): string =>
  short[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A TOML string on one line. TOML has no half of a surrogate pair. */
export const tomlString = (text: string): string =>
  `"${text
    .toWellFormed()
    .replaceAll(/["\\]/g, "\\$&")
    .replaceAll(/[\t\n]/g, spelt)
    .replaceAll(hidden, spelt)}"`;

/** The same over several lines where the text has some, as a person would write it. */
export function tomlText(text: string): string {
  if (!text.includes("\n")) return tomlString(text);
  const lines = text
    .toWellFormed()
    .replaceAll("\\", "\\\\")
    // Three quotes would end it, and so would one before its end.
    .replaceAll(/"(?="")|"$/g, '\\"')
    .replaceAll(hidden, spelt);
  return `"""\n${lines}"""`;
}

/** `key = value` for each value that there is. */
export function tomlLines(values: Readonly<Record<string, TomlValue | undefined>>): string {
  return Object.entries(values)
    .map(([key, value]) => (value === undefined ? "" : `${key} = ${tomlValue(value)}\n`))
    .join("");
}

export type TomlValue = string | number | boolean | readonly string[];

function tomlValue(value: TomlValue): string {
  if (typeof value === "string") return tomlText(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const strings = value.map(tomlString);
  const line = `[${strings.join(", ")}]`;
  return line.length <= 100 ? line : `[\n${strings.map((text) => `  ${text},\n`).join("")}]`;
}
