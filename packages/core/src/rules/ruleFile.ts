import { createHash } from "node:crypto";
import { type KnownRule, type ProjectId, Rule } from "@flightdeck/contract";
import { parse, stringify } from "smol-toml";
import { readLine } from "../shell/index.ts";
import { judge, type Surroundings } from "./judge.ts";

/** Where a file's rules belong. */
export interface RuleSource {
  readonly file: string;
  readonly scope: KnownRule["scope"];
  readonly projectId?: ProjectId;
}

export interface ReadRules {
  readonly rules: readonly KnownRule[];
  /** Which of the file's tables each of them is. */
  readonly places: readonly number[];
  readonly problems: readonly string[];
}

/** Examples are judged as if run in the project's folder. */
export const plainSurroundings: Surroundings = {
  atHome: true,
  mayRead: (path) => !path.startsWith("/") && !path.split("/").includes(".."),
  mayWrite: (path) => !path.startsWith("/") && !path.split("/").includes(".."),
};

/** Reads a file of rules. A rule that is not valid, or whose examples fail, is kept with its problem and not in force. */
export function parseRules(text: string, source: RuleSource): ReadRules {
  let raw: unknown;
  try {
    raw = parse(text).rule ?? [];
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
    return {
      rules: [],
      places: [],
      problems: [`${source.file} is not valid TOML, so none of its rules hold: ${line}`],
    };
  }
  if (!Array.isArray(raw))
    return { rules: [], places: [], problems: [`${source.file}: "rule" has to be a list of [[rule]] tables`] };
  const rules: KnownRule[] = [];
  const places: number[] = [];
  const problems: string[] = [];
  const seen = new Map<string, number>();
  raw.forEach((value: unknown, index) => {
    const parsed = Rule.safeParse(value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      problems.push(`${source.file}: rule ${index + 1} is not valid: ${issue?.path.join(".")} ${issue?.message}`);
      return;
    }
    const count = seen.get(idOf(source, parsed.data)) ?? 0;
    seen.set(idOf(source, parsed.data), count + 1);
    const id = `${idOf(source, parsed.data)}${count === 0 ? "" : `-${count}`}`;
    places.push(index);
    rules.push({ ...parsed.data, ...source, id, problem: problemOf(parsed.data, source) });
  });
  return { rules, places, problems };
}

function idOf({ file }: RuleSource, { prefix, decision }: Rule): string {
  return `rule_${createHash("sha256")
    .update(JSON.stringify([file, prefix, decision]))
    .digest("hex")
    .slice(0, 16)}`;
}

/** Why a rule is not in force, if it is not. */
export function problemOf(rule: Rule, { scope }: Pick<RuleSource, "scope">): string | undefined {
  if (scope === "repository" && rule.decision === "allow")
    return "A repository's rules can only make things stricter, so this one does not hold";
  const missed = rule.match.find((example) => !speaksOf(rule, example));
  if (missed !== undefined) return `It should match its example \`${missed}\` and does not`;
  const caught = rule.not_match.find((example) => speaksOf(rule, example));
  if (caught !== undefined) return `It should not match its example \`${caught}\` and does`;
  return undefined;
}

function speaksOf(rule: Rule, example: string): boolean {
  const line = readLine(example);
  const alone: KnownRule = { ...rule, id: "", scope: "user", file: "" };
  return judge(line, [alone], plainSurroundings).decision === rule.decision;
}

/** A rule as its file has it: nothing that is a default. */
function toml(rule: Rule): string {
  const { prefix, decision, justification, match, not_match } = rule;
  const kept = {
    prefix,
    decision,
    ...(justification ? { justification } : {}),
    ...(match.length > 0 ? { match } : {}),
    ...(not_match.length > 0 ? { not_match } : {}),
  };
  return `[[rule]]\n${stringify(kept).trimEnd()}\n`;
}

/** The text with one more rule at its end. */
export const withRule = (text: string, rule: Rule): string =>
  `${text.trimEnd()}${text.trim() === "" ? "" : "\n\n"}${toml(rule)}`;

/**
 * The text with its rule number `index` replaced or, without `rule`, taken out. Comments and everything else stay as they
 * are; only where that cannot be done for certain is the whole file written anew.
 */
export function withoutRule(text: string, index: number, rule?: Rule): string {
  const document = parse(text);
  const before: unknown[] = Array.isArray(document.rule) ? document.rule : [];
  const replacement: unknown[] = rule === undefined ? [] : [parse(toml(rule)).rule].flat();
  const wanted = before.toSpliced(index, 1, ...replacement);
  const cut = cutBlock(text, index, rule);
  try {
    if (JSON.stringify(parse(cut)) === JSON.stringify({ ...document, rule: wanted.length === 0 ? undefined : wanted }))
      return cut;
  } catch {
    // Not what it seemed: a header inside a string.
  }
  return stringify({ ...document, rule: wanted });
}

function cutBlock(text: string, index: number, rule: Rule | undefined): string {
  const lines = text.split("\n");
  const starts = lines.flatMap((line, at) => (/^\s*\[\[\s*rule\s*\]\]/.test(line) ? [at] : []));
  const start = starts[index] ?? 0;
  let end = starts[index + 1] ?? lines.length;
  // Comments above the next rule are the next rule's.
  while (end > start + 1 && /^\s*(#.*)?$/.test(lines[end - 1] ?? "")) end -= 1;
  const replacement = rule === undefined ? [] : toml(rule).trimEnd().split("\n");
  return lines.toSpliced(start, end - start, ...replacement).join("\n");
}
