import type { Skill } from "@flightdeck/contract";
import { contextMessage, type PromptItem, told } from "../agent/index.ts";
import type { LoadedSkill } from "./skills.ts";

const tag = "skills";
/** Of the model's window the list may have so much. */
const SHARE = 0.02;
const CHARACTERS_PER_TOKEN = 4;
/** Descriptions shorter than this say nothing: then skills are left out instead. */
const SHORTEST = 24;
/** A skill's text beyond this is read from its file. */
const BODY = 40_000;

const head =
  "Skills: instructions for kinds of work. When one fits the task, or the person names it with $, read it with use_skill before you begin, and follow it.";

interface Line {
  readonly name: string;
  readonly text: string;
}

const lineOf = ({ name, text }: Line): string => `- ${name}: ${text}`;
const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;

/** The list within its share of the window: descriptions are shortened evenly, then the last skills are left out. */
export function fitSkills(
  skills: readonly Pick<Skill, "name" | "description">[],
  window: number,
): { readonly lines: readonly Line[]; readonly left: number } {
  const room = Math.floor(window * SHARE * CHARACTERS_PER_TOKEN) - head.length - 120;
  const fixed = (count: number) => skills.slice(0, count).reduce((sum, { name }) => sum + name.length + 5, 0);
  let count = skills.length;
  while (count > 0 && fixed(count) + count * SHORTEST > room) count -= 1;
  const kept = skills.slice(0, count);
  const lengths = kept.map(({ description }) => description.length).sort((a, b) => a - b);
  // The longest length that all may have: short descriptions leave their room to the longer ones.
  let rest = room - fixed(count);
  let limit = Number.POSITIVE_INFINITY;
  for (const [index, length] of lengths.entries()) {
    const share = Math.floor(rest / (lengths.length - index));
    if (length > share) {
      limit = share;
      break;
    }
    rest -= length;
  }
  const lines = kept.map(({ name, description }) => ({ name, text: shorten(description, limit) }));
  return { lines, left: skills.length - count };
}

/** What the model knows of skills: a line each, as it was told last. */
function known(prompt: readonly PromptItem[]): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const text of told(prompt, tag)) {
    for (const [, name = "", description = ""] of text.matchAll(/^- ([a-z0-9-]+): (.*)$/gm))
      lines.set(name, description);
    for (const [, name = ""] of text.matchAll(/^- ([a-z0-9-]+) is gone$/gm)) lines.delete(name);
  }
  return lines;
}

/** Shortened differently it still says the same. */
function sameText(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.endsWith("…") && long.startsWith(short.slice(0, -1));
}

/** What is new of the skills that can be used, as one context message: the list at first, then what came, changed, went. */
export function skillsNews(
  prompt: readonly PromptItem[],
  skills: readonly Skill[],
  window: number,
): PromptItem | undefined {
  const usable = skills.filter(({ problem, shadowed }) => problem === undefined && !shadowed);
  const { lines, left } = fitSkills(usable, window);
  const before = known(prompt);
  const news = lines.filter(({ name, text }) => !sameText(before.get(name) ?? "", text) || !before.has(name));
  const names = new Set(usable.map(({ name }) => name));
  const gone = [...before.keys()].filter((name) => !names.has(name)).map((name) => `- ${name} is gone`);
  if (news.length + gone.length === 0) return undefined;
  const first = before.size === 0;
  const more = first && left > 0 ? [`${left} more are not listed for want of room; use_skill knows them by name.`] : [];
  return contextMessage(tag, [first ? head : "Skills changed:", ...news.map(lineOf), ...gone, ...more].join("\n"));
}

/** The names after `$` in a text that are skills, and those given beside it; each once, in their order. */
export function nameSkills(
  said: { readonly text: string; readonly skills?: readonly string[] },
  skills: readonly Skill[],
): readonly string[] {
  const usable = new Set(skills.filter(({ problem }) => problem === undefined).map(({ name }) => name));
  const inText = [...said.text.matchAll(/(?<![\w$\\])\$([a-z0-9]+(?:-[a-z0-9]+)*)(?![\w-])/g)].map(
    ([, name = ""]) => name,
  );
  return [...new Set([...(said.skills ?? []), ...inText.filter((name) => usable.has(name))])];
}

/** A skill's text with what belongs to it, as the model reads it. */
export function skillText({ name, folder, body }: LoadedSkill): string {
  const cut = body.length > BODY;
  return [
    `<name>${name}</name>`,
    `<folder>${folder}</folder>`,
    "Paths in it are relative to that folder, which is read-only; its scripts run like any command.",
    "",
    cut ? body.slice(0, BODY) : body,
    ...(cut ? [`[cut: the rest is in ${folder}/SKILL.md]`] : []),
  ].join("\n");
}

/** What stands behind the message of a person who named a skill. */
export const skillMessage = (name: string, skill: LoadedSkill | { readonly problem: string }): PromptItem =>
  "problem" in skill
    ? contextMessage("skill", `<name>${name}</name>\nIt cannot be used: ${skill.problem}.`)
    : contextMessage("skill", skillText(skill));
