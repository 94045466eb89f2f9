import type { Item } from "@flightdeck/contract";

type Of<Type extends Item["type"]> = Extract<Item, { type: Type }>;
export type CommandItem = Of<"command">;

/** What a command does to find its way around, if that is all it does. */
export type Looking = "read" | "search" | "list";

const looking: Readonly<Record<string, Looking>> = {
  cat: "read",
  head: "read",
  tail: "read",
  nl: "read",
  bat: "read",
  wc: "read",
  file: "read",
  stat: "read",
  sed: "read",
  rg: "search",
  grep: "search",
  egrep: "search",
  ag: "search",
  find: "search",
  fd: "search",
  ls: "list",
  tree: "list",
  pwd: "list",
  "git show": "read",
  "git diff": "read",
  "git log": "read",
  "git blame": "read",
  "git status": "list",
  "git branch": "list",
  "git ls-files": "list",
  "git grep": "search",
};

/** Words that only shape the output of what stands before them in a pipe. */
const shaping = new Set(["head", "tail", "sort", "uniq", "wc", "cut", "column", "sed", "tr", "nl", "grep", "rg"]);

/** Whether a command only looks around, judged by its words. It decides what is folded, never what is allowed. */
export function lookingOf(command: string): Looking | undefined {
  const bare = command.replace(/'[^'\n]*'/g, "''");
  if (/`|\$\(|\n/.test(bare)) return undefined;
  const plain = bare.replace(/"[^"\n]*"/g, '""').replace(/2>(?:&1|\/dev\/null)/g, "");
  if (/[<>]/.test(plain)) return undefined;
  const [first, ...others] = plain
    .split(/&&|\|\|?|;/)
    .map((part) => part.trim())
    .filter((part) => part !== "" && !part.startsWith("cd "));
  if (first === undefined) return undefined;
  const kind = lookingAt(first);
  if (kind === undefined) return undefined;
  const shaped = others.every((part) => shaping.has(wordOf(part)) || lookingAt(part) !== undefined);
  return shaped ? kind : undefined;
}

const wordOf = (part: string): string => /^\S+/.exec(part)?.[0] ?? "";

function lookingAt(part: string): Looking | undefined {
  const word = wordOf(part);
  if (word === "sed" && (!/\s-n\b/.test(part) || /\s-\w*i/.test(part))) return undefined;
  if (word === "find" && /\s-(?:delete|exec\w*|ok\w*|fprint\w*)\b/.test(part)) return undefined;
  if (word === "git") return looking[`git ${/^git\s+(\S+)/.exec(part)?.[1] ?? ""}`];
  return looking[word];
}

/** Whether nothing about an item needs to be seen: it is done, and it went as it should. */
export function passed(item: CommandItem): boolean {
  if (item.exitCode === 1 && isSearch(item.command)) return item.status === "completed" || item.status === "failed";
  return item.status === "completed" && item.exitCode === 0;
}

/** Nobody waited for its end: how it went is not known. */
export const wentOn = ({ status, exitCode }: CommandItem): boolean => status === "completed" && exitCode === undefined;

/** A search that finds nothing exits with 1. */
const isSearch = (command: string): boolean => lookingOf(command) === "search";

/** Whether an item is a step on the way that one line can stand for at once, even while the turn runs. */
export function isStep(item: Item): boolean {
  switch (item.type) {
    case "reasoning":
      return true;
    case "command":
      return (
        item.purpose === "agent" && lookingOf(item.command) !== undefined && (passed(item) || item.status === "running")
      );
    case "user_message":
    case "agent_message":
    case "plan":
    case "file_change":
    case "tool_call":
    case "question":
    case "compaction":
    case "review":
    case "error":
      return false;
  }
}

/** How finished work is gathered: by what it was, between two things that were said. */
export type FoldKind = "looked" | "ran" | "changed" | "planned";

/** The fold an item of a finished turn goes to, if any. */
export function foldOf(item: Item): FoldKind | undefined {
  switch (item.type) {
    case "reasoning":
      return "looked";
    case "command":
      if (item.purpose === "setup") return undefined;
      return isStep(item) ? "looked" : "ran";
    case "file_change":
      return item.status === "completed" ? "changed" : undefined;
    case "plan":
      if (item.proposal !== undefined) return undefined;
      return item.steps.every((step) => step.status === "completed") ? "planned" : undefined;
    case "user_message":
    case "agent_message":
    case "tool_call":
    case "question":
    case "compaction":
    case "review":
    case "error":
      return undefined;
  }
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);
const some = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
const sentence = (parts: readonly string[]): string => {
  const text = parts.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** One line for a fold: words, and a command or title shown as such. */
export interface FoldTitle {
  readonly words: string;
  readonly code?: string;
}

/** What folded items did, in one line. */
export function foldTitle(kind: FoldKind, items: readonly Item[]): FoldTitle {
  const commands = items.filter((item) => item.type === "command");
  switch (kind) {
    case "looked":
      return lookedTitle(items, commands);
    case "ran": {
      const behind = commands.filter(wentOn).length;
      const bad = commands.filter((command) => !passed(command)).length - behind;
      const parts = [`ran ${some(commands.length, "command", "commands")}`];
      if (bad > 0) parts.push(`${bad} failed`);
      if (behind > 0) parts.push(`${behind} went on in the background`);
      return { words: sentence(parts.length === 1 ? [...parts, "all passed"] : parts) };
    }
    case "changed": {
      const paths = new Set(items.flatMap((item) => (item.type === "file_change" ? item.changes : [])).map(pathAfter));
      return { words: `Changed ${some(paths.size, "file", "files")}` };
    }
    case "planned": {
      const plan = items.findLast((item) => item.type === "plan");
      return { words: `Planned and did ${some(plan?.steps.length ?? 0, "step", "steps")}` };
    }
  }
}

const pathAfter = (change: Of<"file_change">["changes"][number]): string => change.movedTo ?? change.path;

function lookedTitle(items: readonly Item[], commands: readonly CommandItem[]): FoldTitle {
  const last = items.at(-1);
  if (last?.status === "running") {
    if (last.type === "command") return { words: present[lookingOf(last.command) ?? "read"], code: last.command };
    if (last.type === "reasoning") return { words: reasoningTitle(last) ?? "Thinking" };
  }
  const [only] = commands;
  if (only === undefined) {
    const titled = items.findLast((item) => item.type === "reasoning" && reasoningTitle(item) !== undefined);
    return { words: (titled?.type === "reasoning" ? reasoningTitle(titled) : undefined) ?? "Thought" };
  }
  if (commands.length === 1) return { words: past[lookingOf(only.command) ?? "read"], code: only.command };
  const count = (kind: Looking): number => commands.filter((command) => lookingOf(command.command) === kind).length;
  const parts: string[] = [];
  if (count("read") > 0) parts.push(`read ${some(count("read"), "file", "files")}`);
  if (count("search") > 0) parts.push(`searched ${times(count("search"))}`);
  if (count("list") > 0) parts.push(`listed ${some(count("list"), "folder", "folders")}`);
  return { words: sentence(parts) };
}

const present: Record<Looking, string> = { read: "Reading", search: "Searching", list: "Listing" };
const past: Record<Looking, string> = { read: "Read", search: "Searched", list: "Listed" };

/** The heading that a summary of reasoning starts with. */
export function reasoningTitle(item: Of<"reasoning">): string | undefined {
  return /^\s*\*\*([^*\n]{1,120})\*\*/.exec(item.text)?.[1]?.trim();
}

/** Reasoning without the heading that says what it is about, unless that is all there is. */
export function withoutTitle(text: string): string {
  const rest = text.replace(/^\s*\*\*[^*\n]{1,120}\*\*[ \t]*(?=\n|$)/, "").trimStart();
  return rest === "" ? text : rest;
}

/** How long folded items took, from the first's start to the last's end, gaps left out. */
export const timeTaken = (items: readonly Item[]): number =>
  items.reduce((sum, item) => sum + Math.max(0, (item.endedAt ?? item.startedAt) - item.startedAt), 0);
