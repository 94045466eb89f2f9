import type { ThreadId, ThreadMention } from "@flightdeck/contract";
import { Fragment, type Node, type NodeSpec, Schema, Slice } from "prosemirror-model";
import { visibleName } from "../../ui/visibleText.ts";
import { fileMention, threadMention } from "./mention.ts";

/** What stands in a message for something else: a file, a thread, or a text too long to be shown among the words. */
export type Chip =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "thread"; readonly threadId: ThreadId; readonly title: string }
  | { readonly kind: "paste"; readonly text: string };

const nameOf = (path: string): string => path.split("/").findLast((part) => part !== "") ?? path;
const lineCount = (text: string): number => text.split("\n").length;

/** What a chip shows. */
function labelOf(chip: Chip): string {
  switch (chip.kind) {
    case "file":
      return `@${visibleName(nameOf(chip.path))}`;
    case "thread":
      return `@${visibleName(chip.title)}`;
    case "paste":
      return `Pasted text, ${lineCount(chip.text)} ${lineCount(chip.text) === 1 ? "line" : "lines"}`;
  }
}

/** What a chip is when the message is read as text. */
function textOf(chip: Chip): string {
  switch (chip.kind) {
    case "file":
      return fileMention(chip.path);
    case "thread":
      return threadMention(chip.title);
    case "paste":
      return chip.text;
  }
}

const hints: Record<Chip["kind"], (chip: Chip) => string> = {
  file: (chip) => visibleName(textOf(chip).slice(1)).slice(0, 500),
  thread: (chip) => visibleName(textOf(chip).slice(1)),
  paste: () => "Click to show the text",
};

/** An atom among the words: deleted by one key, copied as its text. */
const chipSpec: NodeSpec = {
  group: "inline",
  inline: true,
  atom: true,
  draggable: true,
  attrs: { chip: {} },
  leafText: (node) => textOf(chipOf(node)),
  toDOM: (node) => {
    const chip = chipOf(node);
    return ["span", { class: `chip chip-${chip.kind}`, title: hints[chip.kind](chip) }, labelOf(chip)];
  },
};

/** Lines of text with chips in them and nothing else: whatever is pasted becomes that. */
export const schema = new Schema({
  nodes: {
    doc: { content: "line+" },
    line: {
      content: "inline*",
      parseDOM: [{ tag: "p" }, { tag: "div" }, { tag: "li" }, { tag: "pre", preserveWhitespace: "full" }],
      toDOM: () => ["p", 0],
    },
    text: { group: "inline" },
    chip: chipSpec,
  },
});

/** The chip of a chip's node. */
export const chipOf = (node: Node): Chip => node.attrs.chip as Chip; // only `chipNode` and `readDraft` make them

export const chipNode = (chip: Chip): Node => schema.node("chip", { chip });

const lines = (text: string): Node[] =>
  text.split(/\r\n?|\n/).map((line) => schema.node("line", null, line === "" ? [] : [schema.text(line)]));

export const textDoc = (text: string): Node => schema.node("doc", null, lines(text));
export const textSlice = (text: string): Slice => new Slice(Fragment.from(lines(text)), 1, 1);
/** The message as it is sent. */
export const docText = (doc: Node): string => doc.textBetween(0, doc.content.size, "\n");
export const sliceText = ({ content }: Slice): string => content.textBetween(0, content.size, "\n");

/** The threads that a message names, each once. */
export function threadsIn(doc: Node): ThreadMention[] {
  const found = new Map<ThreadId, ThreadMention>();
  doc.descendants((node) => {
    if (node.type !== schema.nodes.chip) return;
    const chip = chipOf(node);
    if (chip.kind === "thread") found.set(chip.threadId, { threadId: chip.threadId, title: chip.title });
  });
  return [...found.values()].slice(0, 10);
}

const hasChips = (doc: Node): boolean => {
  let found = false;
  doc.descendants((node) => void (found ||= node.type === schema.nodes.chip));
  return found;
};

/** No key types it: behind it stands a document instead of words. */
const MARK = "\u001e";

/** The message as it is kept among the drafts: its words, or the whole document where chips stand among them. */
export function writeDraft(doc: Node): string {
  const text = docText(doc);
  return hasChips(doc) || text.startsWith(MARK) ? MARK + JSON.stringify(doc.toJSON()) : text;
}

/** What was kept; words are words, and what makes no sense is shown as it is. */
export function readDraft(text: string): Node {
  if (!text.startsWith(MARK)) return textDoc(text);
  try {
    const doc = schema.nodeFromJSON(JSON.parse(text.slice(MARK.length)));
    doc.check();
    doc.descendants((node) => {
      if (node.type === schema.nodes.chip && !isChip(node.attrs.chip)) throw new TypeError("no chip");
    });
    return doc;
  } catch {
    return textDoc(text.slice(MARK.length));
  }
}

const isBlank = (line: Node): boolean => line.children.every((node) => node.isText && node.text?.trim() === "");

/** One message below another, an empty line between them; nothing stands above an empty one. */
export function joinDocs(above: Node, below: Node): Node {
  const end = above.children.findLastIndex((line) => !isBlank(line)) + 1;
  if (end === 0) return below;
  return schema.node("doc", null, [...above.children.slice(0, end), schema.node("line"), ...below.children]);
}

/** The same of what was kept; one draft is not put below itself. */
export const joinDrafts = (above: string, below: string): string =>
  above === below ? below : writeDraft(joinDocs(readDraft(above), readDraft(below)));

function isChip(value: unknown): value is Chip {
  const chip = value as Readonly<Record<string, unknown>> | null; // looked at here
  switch (chip?.kind) {
    case "file":
      return typeof chip.path === "string";
    case "thread":
      return typeof chip.threadId === "string" && typeof chip.title === "string";
    case "paste":
      return typeof chip.text === "string";
    default:
      return false;
  }
}

const LONG_LINES = 20;
const LONG_CHARACTERS = 3000;

/** Text that would push the words around it out of sight. */
export const isLong = (text: string): boolean => text.length > LONG_CHARACTERS || lineCount(text) > LONG_LINES;

/** More than a message should carry: such a text goes along as a file, which the agent reads in parts. */
const HUGE_CHARACTERS = 100_000;

export const isHuge = (text: string): boolean => text.length > HUGE_CHARACTERS;
