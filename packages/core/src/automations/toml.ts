import { isAbsolute, join, normalize } from "node:path";
import { AutomationContent, type AutomationId, type ProjectId, settingWords } from "@flightdeck/contract";
import { parse, TomlError } from "smol-toml";
import type { z } from "zod";
import { AppError, messageOf } from "../errors/index.ts";
import { AutomationTable, dayNames, type TriggerTable } from "./tomlForm.ts";
import type { Known } from "./tomlWrite.ts";

export { type Known, writeToml } from "./tomlWrite.ts";

/** An automation of a file, with the id that it is going to have. */
export interface ReadAutomation {
  readonly id: AutomationId;
  readonly content: AutomationContent;
  /** 'line 3, "Nightly"'. */
  readonly standsAt: string;
}

/** More in one file are no file that a person wrote or exported. */
const MOST = 1_000;
/** Nothing in a file of automations lies deeper. */
const DEEPEST = 8;
/** So many problems are told at once. */
const MOST_TOLD = 8;

/**
 * Reads a file of automations, all or none: each stands behind the one that it runs after. A name that is taken gets a
 * number. Throws `automation_invalid` with what is wrong in which line.
 */
export function readToml(text: string, known: Known, newId: () => AutomationId): readonly ReadAutomation[] {
  const tables = tablesIn(text);
  const lineOf = linesOf(text, tables.length);
  const problems: string[] = [];
  const placeOf = (index: number, path: readonly PropertyKey[]): string => {
    const name: unknown = Object(tables[index]).name;
    const called =
      typeof name === "string" && name.trim() !== "" ? `"${name.slice(0, 100)}"` : `automation ${index + 1}`;
    const line = lineOf(index, path);
    return [line === undefined ? [] : `line ${line}`, called, path.map(shortened).join(".") || []].flat().join(", ");
  };
  const tell = (index: number, path: readonly PropertyKey[], words: string): void => {
    problems.push(`${placeOf(index, path)}: ${words}`);
  };
  const ids = tables.map(() => newId());
  const names = tables.map((table) => String(Object(table).name).trim().toLowerCase());
  const taken = new Set(known.automations.map(({ name }) => name.toLowerCase()));
  const drafts: (Draft | undefined)[] = tables.map((table, index) => {
    const form = AutomationTable.safeParse(table);
    if (!form.success) {
      for (const issue of form.error.issues) tell(index, pathOf(issue), wordsOf(issue));
      return undefined;
    }
    if (form.data.place?.kind === "thread") {
      tell(index, ["place"], "a file cannot name a thread to wake up; make this one in Flightdeck");
      return undefined;
    }
    if (names.indexOf(names[index] ?? "") < index) tell(index, ["name"], "the file has two automations of this name");
    const wished = afterOf(form.data.trigger);
    const before = wished === undefined ? -1 : names.indexOf(wished);
    const projects = form.data.projects.map((word, at) => {
      const found = projectOf(word, known);
      if (typeof found === "string") tell(index, ["projects", at], found);
      return typeof found === "string" ? undefined : found.id;
    });
    const content = AutomationContent.safeParse({
      ...form.data,
      name: freeName(form.data.name, taken),
      projects: [...new Set(projects.filter((id) => id !== undefined))],
      trigger: triggerOf(form.data.trigger, (name) =>
        before < 0 ? known.automations.find((one) => one.name.toLowerCase() === name)?.id : ids[before],
      ),
    });
    if (!content.success) {
      for (const issue of content.error.issues) {
        const unknown = issue.path.at(-1) === "automationId";
        const path = issue.path.filter((part) => part !== "schedule");
        if (unknown) tell(index, ["trigger", "automation"], "there is no automation of this name, here or in the file");
        else tell(index, path, settingWords(issue));
      }
      return undefined;
    }
    taken.add(content.data.name.toLowerCase());
    const id = ids[index];
    return id === undefined ? undefined : { id, content: content.data, standsAt: placeOf(index, []), index, before };
  });
  if (problems.length === 0) return inOrder(drafts, (index) => tell(index, ["trigger"], circle)) ?? refuse(problems);
  return refuse(problems);
}

const circle = "these run after each other in a circle and would never end";

interface Draft extends ReadAutomation {
  readonly index: number;
  /** The one of the file that it runs after, or -1. */
  readonly before: number;
}

function refuse(problems: readonly string[]): never {
  const more = problems.length - MOST_TOLD;
  const lines = [...problems.slice(0, MOST_TOLD), ...(more > 0 ? [`and ${more} more`] : [])];
  throw new AppError("automation_invalid", lines.join("\n"));
}

function tablesIn(text: string): readonly unknown[] {
  let file: Record<string, unknown>;
  try {
    file = parse(text, { maxDepth: DEEPEST });
  } catch (error) {
    const [words = ""] = messageOf(error).split("\n");
    const line = error instanceof TomlError ? `line ${error.line}: ` : "";
    throw new AppError("automation_invalid", `${line}this is not valid TOML (${words})`, { cause: error });
  }
  const { automation: tables = [], ...others } = file;
  const [other] = Object.keys(others);
  if (other !== undefined) refuse([`the file has "${other.slice(0, 100)}", which is no [[automation]]`]);
  if (!Array.isArray(tables)) refuse([`"automation" has to be a list of [[automation]] tables`]);
  const list: readonly unknown[] = Array.isArray(tables) ? tables : [];
  if (list.length === 0) refuse(["the file has no [[automation]]"]);
  if (list.length > MOST) refuse([`the file has ${list.length} automations; ${MOST} are the most at once`]);
  return list;
}

/** Tells the line of a key of the n-th table, as far as that can be told for certain. */
function linesOf(text: string, count: number): (index: number, path: readonly PropertyKey[]) => number | undefined {
  const lines = text.split("\n");
  const starts = lines.flatMap((line, at) => (/^\s*\[\[\s*automation\s*\]\]/.test(line) ? [at] : []));
  if (starts.length !== count) return () => undefined; // tables written otherwise, or words of a prompt that look like one
  return (index, path) => {
    const start = starts[index] ?? 0;
    const block = lines.slice(start, starts[index + 1]);
    const [first = "", second = ""] = path.map(shortened);
    const find = (pattern: string, from: number): number => {
      const at = block.slice(from).findIndex((line) => new RegExp(pattern).test(line));
      return at < 0 ? -1 : at + from;
    };
    const table = find(`^\\s*\\[\\s*automation\\s*\\.\\s*${quoted(first)}\\s*\\]`, 0);
    const inTable = table < 0 ? -1 : find(`^\\s*${quoted(second)}\\s*=`, table);
    const at = [inTable, table, find(`^\\s*${quoted(first)}\\s*[=.]`, 0), 0].find((found) => found >= 0) ?? 0;
    return start + at + 1;
  };
}

const shortened = (key: PropertyKey): string => String(key).slice(0, 100);

const quoted = (key: string): string => key.replaceAll(/[^\w]/g, "\\$&") || "(?!)";

const pathOf = (issue: z.core.$ZodIssue): readonly PropertyKey[] =>
  issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;

const wordsOf = (issue: z.core.$ZodIssue): string =>
  issue.code === "unrecognized_keys" ? "there is no such field" : settingWords(issue);

const afterOf = (trigger: TriggerTable): string | undefined =>
  trigger.kind === "after" ? trigger.automation.trim().toLowerCase() : undefined;

function triggerOf(trigger: TriggerTable, idOf: (name: string) => AutomationId | undefined): unknown {
  switch (trigger.kind) {
    case "every":
    case "daily":
    case "cron": {
      const { timeZone, ...schedule } = trigger;
      return { kind: "schedule", schedule, ...(timeZone === undefined ? {} : { timeZone }) };
    }
    case "weekly": {
      const { timeZone, days, ...rest } = trigger;
      const schedule = { ...rest, days: days.map((day) => dayNames.indexOf(day) + 1) };
      return { kind: "schedule", schedule, ...(timeZone === undefined ? {} : { timeZone }) };
    }
    case "after":
      return { kind: "after", automationId: idOf(afterOf(trigger) ?? ""), when: trigger.when };
    case "branch":
    case "files":
    case "webhook":
    case "manual":
      return trigger;
  }
}

/** A project by its path or its name; else why there is none. */
function projectOf(word: string, { projects, userHome }: Known): { readonly id: ProjectId } | string {
  const path = /^~(?=[/\\]|$)/.test(word) ? join(userHome, word.slice(1)) : word;
  if (isAbsolute(path)) {
    const bare = normalize(path).replace(/(?<=.)[/\\]+$/, "");
    return projects.find((one) => one.path === bare) ?? `no project at ${word.slice(0, 300)}; open that folder first`;
  }
  const called = projects.filter(({ name }) => name === word);
  if (called.length > 1) return `several projects are called ${word.slice(0, 300)}; write the folder's path`;
  return called[0] ?? `no project is called ${word.slice(0, 300)}`;
}

const LONGEST_NAME = 100;

function freeName(wished: string, taken: ReadonlySet<string>): string {
  const name = wished.trim();
  for (let n = 1; ; n += 1) {
    const ending = n === 1 ? "" : ` (${n})`;
    const free = `${n === 1 ? name : name.slice(0, LONGEST_NAME - ending.length).toWellFormed()}${ending}`;
    if (!taken.has(free.toLowerCase())) return free;
  }
}

/** Each behind the one that it runs after; undefined when there is a circle, which is told. */
function inOrder(
  drafts: readonly (Draft | undefined)[],
  tellCircle: (index: number) => void,
): readonly ReadAutomation[] | undefined {
  const done = new Set<number>([-1]);
  const ordered: ReadAutomation[] = [];
  let waiting = drafts.filter((draft) => draft !== undefined);
  while (waiting.length > 0) {
    const next = waiting.filter(({ before }) => done.has(before));
    const [stuck] = waiting;
    if (next.length === 0 && stuck !== undefined) {
      tellCircle(stuck.index);
      return undefined;
    }
    for (const { index, before: _, ...draft } of next) {
      done.add(index);
      ordered.push(draft);
    }
    waiting = waiting.filter(({ index }) => !done.has(index));
  }
  return ordered;
}
