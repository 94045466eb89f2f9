import type { TokenizerAndRendererExtension } from "marked";

/** A formula in a text; `display` stands on lines of its own. An open one is still being written. */
export interface MathToken {
  readonly type: "math" | "mathBlock";
  readonly raw: string;
  readonly tex: string;
  readonly display: boolean;
  readonly open: boolean;
}

/** Longer formulas are shown as they are written. */
const LONGEST = 4000;

const math = (type: MathToken["type"], raw: string, tex: string, more: { display: boolean; open?: boolean }) => ({
  type,
  raw,
  tex: tex.trim(),
  display: more.display,
  open: more.open === true,
});

/** Formulas hold no blank line: one that is never closed ends there and is the text that it was. */
const stretch = (source: string): string => {
  const end = /\n[ \t]*\n/.exec(source)?.index;
  return (end === undefined ? source : source.slice(0, end)).slice(0, LONGEST);
};

/** `$$ … $$` and `\[ … \]` on lines of their own. */
function readBlock(source: string): MathToken | undefined {
  const opening = /^ {0,3}(\$\$|\\\[)/.exec(source);
  if (opening === null) return undefined;
  const text = stretch(source);
  const close = opening[1] === "$$" ? "$$" : "\\]";
  const from = opening[0].length;
  const end = text.indexOf(close, from);
  if (end >= 0) {
    const rest = /^[ \t]*(?:\n|$)/.exec(source.slice(end + close.length));
    if (rest === null || text.slice(from, end).trim() === "") return undefined;
    return math("mathBlock", source.slice(0, end + close.length + rest[0].length), text.slice(from, end), {
      display: true,
    });
  }
  // The end of all there is so far: it may be closed yet.
  const unfinished = source.length === text.length && text.slice(from).includes("\n");
  return unfinished ? math("mathBlock", source, text.slice(from), { display: true, open: true }) : undefined;
}

/** What stands between dollars is a formula as Pandoc sees it, and no price or name of a variable. */
function readInline(source: string): MathToken | undefined {
  const bracketed = /^\\\(((?:(?!\n[ \t]*\n|\\\))[^]){1,4000}?)\\\)/.exec(source);
  if (bracketed !== null) return math("math", bracketed[0], bracketed[1] ?? "", { display: false });
  const displayed =
    /^\$\$((?:(?!\n[ \t]*\n)[^$]){1,4000})\$\$/.exec(source) ??
    /^\\\[((?:(?!\n[ \t]*\n|\\\])[^]){1,4000}?)\\\]/.exec(source);
  if (displayed !== null && displayed[1]?.trim() !== "")
    return math("math", displayed[0], displayed[1] ?? "", { display: true });
  const found = /^\$(?![\s$])((?:\\[^\n]|(?!\n[ \t]*\n)[^$\\`]){1,1000}?)(?<!\s)\$(?![\w$])/.exec(source);
  const tex = found?.[1];
  if (found === null || tex === undefined || isProse(tex)) return undefined;
  return math("math", found[0], tex, { display: false });
}

/** An amount and words behind it: "5 and another 6". */
export const isProse = (tex: string): boolean => !/[\\^_={}]/.test(tex) && /[A-Za-z]{2,}/.test(tex) && /\s/.test(tex);

const firstStretch = (source: string): string => {
  const end = source.indexOf("\n\n");
  return end < 0 ? source : source.slice(0, end + 1);
};

const place = (source: string, mark: RegExp): number | undefined => {
  const at = source.search(mark);
  return at < 0 ? undefined : at;
};

/** Formulas for marked. */
export const mathSyntax: readonly TokenizerAndRendererExtension[] = [
  {
    name: "mathBlock",
    level: "block",
    // A paragraph ends at its blank line: what is behind it is not looked at for each paragraph anew.
    start: (source) => place(firstStretch(source), /(?<=^|\n) {0,3}(?:\$\$|\\\[)/),
    tokenizer: (source) => readBlock(source),
  },
  {
    name: "math",
    level: "inline",
    start: (source) => place(source, /(?<![\w$\\])\$|\\[([]/),
    tokenizer: (source) => readInline(source),
  },
];
