const letters: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  E: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "?": "?",
};

const escape = /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c([^])|([^]))/y;

/** Reads the inside of `$'…'` up to its end. Bytes that make no character of their own, and NUL, leave it uncertain. */
export function ansiText(
  source: string,
  start: number,
): { readonly text: string; readonly certain: boolean; readonly end: number } | undefined {
  let text = "";
  let certain = true;
  let at = start;
  for (;;) {
    const char = source[at];
    if (char === undefined) return undefined;
    if (char === "'") return { text, certain, end: at + 1 };
    if (char !== "\\") {
      text += char;
      at += 1;
      continue;
    }
    escape.lastIndex = at;
    const found = escape.exec(source);
    if (found === null) return undefined;
    at = escape.lastIndex;
    const [, byte, short, long, octal, control, letter] = found;
    const known = letter === undefined ? undefined : letters[letter];
    if (known !== undefined) text += known;
    else if (letter !== undefined || control !== undefined) certain = false;
    else {
      const code = byte || octal ? parseInt(byte ?? octal ?? "", byte ? 16 : 8) : parseInt(short ?? long ?? "", 16);
      if (code === 0 || code > 0x10ffff || ((byte ?? octal) !== undefined && code > 0x7f)) certain = false;
      else text += String.fromCodePoint(code);
    }
    if (!certain) {
      // What came before it stays known.
      const end = endOf(source, at);
      return end === undefined ? undefined : { text, certain, end };
    }
  }
}

function endOf(source: string, start: number): number | undefined {
  for (let at = start; at < source.length; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === "'") return at + 1;
  }
  return undefined;
}
