import { join } from "node:path";
import type { KnownRule, RuleDecision } from "@flightdeck/contract";
import { isReading, type Run, type ShellLine } from "../shell/index.ts";
import { exactMatch, strictMatchAny } from "./match.ts";

/** What a command line may touch beside what its rules allow. */
export interface Surroundings {
  /** The folder that it runs in lies where the thread works. */
  readonly atHome: boolean;
  /** May a command that only reads look at this, outside the sandbox? */
  readonly mayRead: (path: string) => boolean;
  readonly mayWrite: (path: string) => boolean;
}

export interface Verdict {
  readonly decision: RuleDecision | "none";
  /** The ids of the rules that speak of it. */
  readonly rules: readonly string[];
  /** For the person and the model, when it asks or forbids. */
  readonly why?: string;
}

/** What the rules in force say of a line: the strictest one wins, and an allowance has to cover all of it. */
export function judge(line: ShellLine, rules: readonly KnownRule[], surroundings: Surroundings): Verdict {
  const inForce = rules.filter(({ problem }) => problem === undefined);
  const strict = inForce
    .filter(({ decision }) => decision !== "allow")
    .map((rule) => ({ rule, match: matchLine(rule, line) }))
    .filter(({ match }) => match !== "no");
  const forbidden = strict.find(({ rule, match }) => rule.decision === "forbid" && match === "yes");
  if (forbidden !== undefined)
    return {
      decision: "forbid",
      rules: strict.filter(({ match }) => match === "yes").map(({ rule }) => rule.id),
      why: forbidden.rule.justification ?? `A rule forbids ${nameOf(forbidden.rule)}.`,
    };
  const asking = strict.find(({ match }) => match === "yes") ?? strict[0];
  if (asking !== undefined)
    return {
      decision: "ask",
      rules: strict.map(({ rule }) => rule.id),
      why:
        asking.match === "yes"
          ? asking.rule.justification
          : `It cannot be read with certainty and may run ${nameOf(asking.rule)}, of which a rule says ${asking.rule.decision}.`,
    };
  const allowing = allowed(line, inForce, surroundings);
  return allowing === undefined ? { decision: "none", rules: [] } : { decision: "allow", rules: allowing };
}

const nameOf = ({ prefix }: KnownRule): string =>
  `\`${prefix.map((part) => (typeof part === "string" ? part : part.join("|"))).join(" ")}\``;

function matchLine({ prefix }: KnownRule, { runs }: ShellLine): "yes" | "maybe" | "no" {
  let found: "yes" | "maybe" | "no" = "no";
  for (const run of runs) {
    const match = strictMatchAny(prefix, run);
    if (match === "yes") return "yes";
    if (match === "maybe") found = "maybe";
  }
  return found;
}

/** The rules that allow every command of the line; undefined when one is left that none allows. */
function allowed(line: ShellLine, rules: readonly KnownRule[], around: Surroundings): readonly string[] | undefined {
  if (!line.certain || !around.atHome) return undefined;
  const allowing = rules.filter(({ decision }) => decision === "allow");
  if (allowing.length === 0) return undefined;
  const used = new Set<string>();
  const all = line.runs.every((run) => allowedRun(run, allowing, used, behindCd(line, around)));
  return all && used.size > 0 ? [...used] : undefined;
}

const everyRun = (runs: readonly Run[]): readonly Run[] =>
  runs.flatMap((run) => [run, ...everyRun(run.inner?.runs ?? [])]);

type Inside = Surroundings & { readonly mayMove: (path: string) => boolean };

/** Behind a `cd`, relative names mean something else, if it worked: they have to be harmless either way. */
function behindCd({ runs }: ShellLine, around: Surroundings): Inside {
  const moves = everyRun(runs).filter(({ words }) => /^(?:cd|pushd|popd)$/.test(words[0]?.text ?? ""));
  const target = moves[0]?.words[1]?.text;
  if (moves.length === 0) return { ...around, mayMove: around.mayRead };
  if (moves.length > 1 || target === undefined)
    return { atHome: around.atHome, mayRead: () => false, mayWrite: () => false, mayMove: () => false };
  const either = (may: (path: string) => boolean) => (path: string) => may(path) && may(join(target, path));
  return { ...around, mayRead: either(around.mayRead), mayWrite: either(around.mayWrite), mayMove: around.mayRead };
}

function allowedRun(run: Run, rules: readonly KnownRule[], used: Set<string>, around: Inside): boolean {
  if (run.assignments.length > 0 || !run.redirects.every((redirect) => allowedRedirect(redirect, around))) return false;
  const { inner, words } = run;
  if (words.length === 0) return true; // redirections of a group
  if (inner?.kind === "same")
    return inner.runs.length > 0 && inner.runs.every((each) => allowedRun(each, rules, used, around));
  const rule = rules.find(
    ({ prefix }) =>
      exactMatch(prefix, words) &&
      // A rule for what runs another command has to name that one too.
      (inner === undefined || prefix.length > inner.at),
  );
  if (rule !== undefined) {
    used.add(rule.id);
    return true;
  }
  return isReading(run) && readsInside(run, around);
}

/** Outside the sandbox even a harmless command could show what the sandbox hides. */
function readsInside({ words }: Run, { mayRead, mayMove }: Inside): boolean {
  const [name, ...args] = words.map(({ text }) => text);
  if (name === undefined || wandering.has(name)) return false;
  if (name === "echo" || name === "printf") return true;
  if (name === "cd") return args.length === 1 && args[0]?.startsWith("-") === false && mayMove(args[0]);
  // GNU programs take long options shortened.
  return args.every((arg) =>
    arg.startsWith("-") ? !/[/~]|^-[^-]*[RLH]|^--(?:d|fi|fo)/.test(arg) : !arg.startsWith("@") && mayRead(arg),
  );
}

/** Readers that follow links, settings or code to other files than those that they are given. */
const wandering = new Set(["git", "env", "find", "fd", "diff", "jq"]);

function allowedRedirect({ operator, target }: Run["redirects"][number], { mayRead, mayWrite }: Inside): boolean {
  if (!target.certain) return false;
  if (target.text === "/dev/null" || operator.startsWith("<<")) return true;
  if (/^[<>]&$/.test(operator) && /^(?:\d+-?|-)$/.test(target.text)) return true;
  return operator === "<" ? mayRead(target.text) : mayWrite(target.text);
}

/** The commands of a line as words, those that do the work; undefined when some are not known for certain. */
export function commandsOf({ runs, certain }: ShellLine): readonly (readonly string[])[] | undefined {
  const leaves = runs.flatMap(leavesOf).filter(({ words }) => words.length > 0);
  const known = certain && leaves.every(({ words }) => words.every((word) => word.certain));
  return known ? leaves.map(({ words }) => words.map(({ text }) => text)) : undefined;
}

const leavesOf = (run: Run): readonly Run[] =>
  run.inner === undefined || run.inner.runs.length === 0 ? [run] : run.inner.runs.flatMap(leavesOf);
