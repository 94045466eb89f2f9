import { Lexer, Marked, type Token } from "marked";
import { mathSyntax } from "./mathSyntax.ts";
import { cutParts } from "./parts.ts";

/** One top-level block of a markdown text (a paragraph, a list, a fence), or a part of a long one. */
export interface Block {
  readonly raw: string;
  readonly kind: string;
  /** What must stand before `raw` for it to be read: the head of a table that went before. */
  readonly head: string;
  /** It goes on with the block before. */
  readonly joins: boolean;
}

export type LinkTargets = Lexer["tokens"]["links"];

/** A markdown text cut into blocks. The blocks of a text that only grew are the same objects as before, but for the last ones. */
export interface Blocks {
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Targets of `[name]: url` lines, for links that name them. */
  readonly links: LinkTargets;
}

const options = new Marked({ gfm: true }, { extensions: [...mathSyntax] }).defaults;
/** A block that is shown as it is written: nobody meant it, and reading it would take too deep or too long. */
const PLAIN = "plain";
/** Quotes and lists within each other. */
const DEEP = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){40}/m;
const LONG_LINE = 10_000;
const LONG_PARAGRAPH = 12_000;
/** What is not read for marks within its lines. */
const verbatim = new Set(["code", "html", "mathBlock", "space", "hr"]);

const plainToken = (raw: string): Token => ({ type: "html", raw, text: raw, block: true, pre: false });

/** The blocks of a text. Whatever a model writes, this does not throw. */
function readTokens(lexer: Lexer, text: string): readonly Pick<Token, "type" | "raw">[] {
  if (DEEP.test(text)) return [{ type: PLAIN, raw: text }];
  try {
    return lexer.blockTokens(text, []);
  } catch {
    return [{ type: PLAIN, raw: text }];
  }
}

const tooLong = (kind: string, raw: string): boolean =>
  (kind === "paragraph" && raw.length > LONG_PARAGRAPH) || (!verbatim.has(kind) && hasLongLine(raw));

function hasLongLine(raw: string): boolean {
  let from = 0;
  while (raw.length - from > LONG_LINE) {
    const end = raw.indexOf("\n", from);
    if (end < 0 || end - from > LONG_LINE) return true;
    from = end + 1;
  }
  return false;
}

const noBlocks: Blocks = { text: "", blocks: [], links: {} };

/**
 * How many blocks can no longer change as the text grows. A blank line ends all but lists and the like, so that what comes
 * may change the reading of the last stretch without one, and join it to the stretch before; none reaches further back.
 * Parts of a long block are stretches of their own.
 */
function settledBlocks(blocks: readonly Block[]): number {
  let stretches = 0;
  for (let at = blocks.length - 1; at > 0; at -= 1) {
    const alone = blocks[at]?.joins === true || /\n[ \t]*\n[ \t]*$/.test(blocks[at - 1]?.raw.slice(-200) ?? "");
    if (!alone) continue;
    stretches += 1;
    if (stretches === 2) return at;
  }
  return 0;
}

/** Cuts a text into blocks, reading again only the end of one that grew since `previous`. */
export function splitBlocks(text: string, previous: Blocks = noBlocks): Blocks {
  if (text === previous.text) return previous;
  const normal = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  const grew = normal === text && previous.text !== "" && text.startsWith(previous.text);
  const kept = grew ? previous.blocks.slice(0, settledBlocks(previous.blocks)) : [];
  const links = grew ? { ...previous.links } : {};
  const settled = kept.reduce((length, block) => length + block.raw.length, 0);
  const lexer = new Lexer(options);
  lexer.tokens.links = links;
  const resumed = grew ? previous.blocks[kept.length] : undefined;
  const head = resumed?.head ?? "";
  const tail: Block[] = [];
  let end = settled - head.length;
  for (const token of readTokens(lexer, head + normal.slice(settled))) {
    // The lexer tidies what it calls raw; only its length is to be trusted.
    const raw = normal.slice(Math.max(settled, end), end + token.raw.length);
    end += token.raw.length;
    const last = tail.at(-1);
    // Blank lines belong to the block before them, so that the blocks' texts add up to the whole.
    if (token.type === "space" && last !== undefined) tail[tail.length - 1] = { ...last, raw: last.raw + raw };
    else {
      const first = tail.length === 0 ? resumed : undefined;
      for (const [index, part] of cutParts(token.type, raw, first?.head ?? "").entries()) {
        const kind = tooLong(token.type, part.raw) ? PLAIN : token.type;
        tail.push({ ...part, kind, joins: index > 0 || first?.joins === true });
      }
    }
  }
  const blocks = [...kept, ...reuse(tail, previous.blocks.slice(kept.length))];
  // Without positions that add up there is nothing to build on next time.
  const targets = grew && Object.keys(links).length === Object.keys(previous.links).length ? previous.links : links;
  return { text: end === normal.length ? normal : "", blocks, links: targets };
}

const reuse = (blocks: readonly Block[], before: readonly Block[]): readonly Block[] =>
  blocks.map((block, index) => {
    const old = before[index];
    const same =
      old?.raw === block.raw && old.kind === block.kind && old.head === block.head && old.joins === block.joins;
    return same ? old : block;
  });

/** Whether nothing that comes can change a block that is still the last: a fence that was closed. */
export function isWhole({ kind, raw }: Pick<Block, "kind" | "raw">): boolean {
  if (kind !== "code") return false;
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(raw)?.[1];
  if (fence === undefined) return false;
  const last = raw.trimEnd().split("\n").at(-1)?.trim() ?? "";
  return raw.includes("\n") && last.length >= fence.length && last === fence.charAt(0).repeat(last.length);
}

/** The tokens of one block; `raw` may be its text with open marks closed. */
export function blockTokens(block: Block, links: LinkTargets, raw: string = block.raw): readonly Token[] {
  if (block.kind === PLAIN) return [plainToken(block.raw)];
  const lexer = new Lexer(options);
  lexer.tokens.links = links;
  try {
    return lexer.lex(block.head + raw);
  } catch {
    return [plainToken(block.raw)];
  }
}
