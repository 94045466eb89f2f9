import remend from "remend";
import type { Block } from "./blocks.ts";
import { isProse } from "./mathSyntax.ts";

/** Longer stretches that look like a formula are no longer held back: they may be none. */
const FORMULA = 160;
/** A character that no text has. */
const HIDDEN = "\ue0b5";

/**
 * The text of a block that is being written, as it may be shown: open marks are closed, and a mark that has only begun is held
 * back until it says what it is. What was shown stays: the next words never turn it into something else.
 */
export function presentable({ kind, raw }: Pick<Block, "kind" | "raw">): string {
  switch (kind) {
    case "code":
      return fence(raw);
    case "html":
    case "plain":
    case "mathBlock":
      return raw;
    default:
      return remend(kind === "paragraph" ? begunTable(held(raw)) : held(raw), {
        linkMode: "text-only",
        images: false,
        htmlTags: false,
        katex: false,
        setextHeadings: false,
      }).replaceAll(HIDDEN, "[");
  }
}

/** A fence shows once its language is known, and without the first characters of the mark that closes it. */
function fence(raw: string): string {
  const opening = /^ {0,3}(`{3,}|~{3,})/.exec(raw)?.[1];
  if (opening === undefined) return raw;
  const line = raw.indexOf("\n");
  if (line < 0) return "";
  const closing = new RegExp(`\\n[ \\t]*${opening.charAt(0)}{1,${opening.length - 1}}$`);
  return raw.replace(closing, "\n");
}

/** What the last line may be the beginning of: a list, a heading, a rule, a quote, a table's row, a task. */
const begunLine = /(^|\n)[ \t]*(?:[-=*_+]{1,2}|#{1,6}|>|\d{1,3}[.)]?|\|)[ \t]*$/;
const begunTask = /((?:^|\n)[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[[ xX]?\]?[ \t]*$/;
const begunMark = /(?:[*_~`]+|!|\\|&#?\w{0,8})$/;
/** A name that may turn out to be a link's: `array[0]` is none. */
const begunLink = /(^|[\s(*_~])\[([^[\]\n]*)\]$/;
const begunImage = /!\[[^[\]\n]*(?:\](?:\([^()\s]*(?:\s[^()\n]*)?)?)?$/;
const begunAddress = /<(?:h[tps:/]{0,7})?$/;
const openAddress = /<(https?:\/\/[^\s<>]+)$/;
/** An index is no link: its bracket is out of sight while open marks are closed. */
const openIndex = /(?<=[\w)])\[(?=[^[\]\n]*$)/;
/** Where a dollar may begin a formula. */
const mayBegin = "(?<![^\\s(*_])";
const begunFormulas = [
  new RegExp(`${mayBegin}\\$(?![\\s$\\d])(?:\\\\.|[^$\\n\\\\\`]){0,${FORMULA}}\\\\?$`),
  new RegExp(`${mayBegin}\\$\\$[^$]{0,${FORMULA}}\\$?$`),
  new RegExp(`\\\\\\((?:(?!\\\\\\)).){0,${FORMULA}}$`),
  new RegExp(`\\\\\\[(?:(?!\\\\\\])[^]){0,${FORMULA}}$`),
];

function held(raw: string): string {
  let text = raw;
  for (const formula of begunFormulas) {
    // A dollar in code is one, as is one before a name: "$HOME is where".
    const at = text.search(formula);
    if (at >= 0 && !inCode(text.slice(0, at)) && !isProse(text.slice(at + 1))) text = text.slice(0, at);
  }
  text = text.replace(begunImage, "").replace(begunMark, "");
  text = text
    .replace(openIndex, HIDDEN)
    .replace(begunTask, "$1")
    .replace(begunLink, "$1$2")
    .replace(begunAddress, "")
    .replace(openAddress, "$1");
  return text.replace(begunLine, "$1");
}

/** Whether a text ends inside of a code span, as far as its last paragraph tells. */
const inCode = (text: string): boolean =>
  (text.slice(text.lastIndexOf("\n\n") + 1).match(/`+/g)?.length ?? 0) % 2 === 1;

/** A table's head, and as much of the line below it as is there: it is a table from its first cell on. */
function begunTable(text: string): string {
  const found = /(?:^|\n)([ \t]*\|[^\n]*)(?:\n[ \t]*(\|[-:| \t]*)?)?$/.exec(text);
  if (found === null) return text;
  const [, head = "", line = ""] = found;
  const names = head.trim().replace(/\\\|/g, "").replace(/^\|/, "").replace(/\|$/, "").split("|");
  const asked = line.replace(/^\|/, "").split("|");
  const sides = names.map((_, column) => /^\s*(:?)-+(:?)\s*$/.exec(asked[column] ?? "") ?? ["", "", ""]);
  const closedHead = /\|\s*$/.test(head.replace(/^\s*\|/, "")) ? head : `${remend(head)}|`;
  const ruler = sides.map(([, left = "", right = ""]) => `${left}---${right}`).join("|");
  const above = text.slice(0, found.index);
  return `${above}${above === "" ? "" : "\n"}${closedHead}\n|${ruler}|`;
}
