import { lineBudget, readScript } from "./script.ts";
import { type Budget, type Redirect, type SimpleCommand, unknownCommand, type Word } from "./types.ts";
import {
  anyRunners,
  commandSettings,
  commandVariables,
  doesMore,
  evaluatingBuiltins,
  foreignShells,
  shellOptions,
  shells,
  steeringVariables,
  type Wrapper,
  wrappers,
  wrappingSubcommands,
} from "./wrappers.ts";

/** A command of the line, and what it runs in turn. */
export interface Run extends SimpleCommand {
  readonly inner?: {
    /** same: as without the command around it; changed: as someone else, elsewhere, or with more words. */
    readonly kind: Wrapper["kind"];
    /** Where in `words` the inner command begins. */
    readonly at: number;
    readonly runs: readonly Run[];
  };
}

export interface ShellLine {
  readonly runs: readonly Run[];
  /** All of it was read, and no name in it has a meaning of its own. Words may still be uncertain. */
  readonly certain: boolean;
}

/** Commands in commands, scripts in scripts. */
const MAX_DEPTH = 20;

type Inner = NonNullable<Run["inner"]>;

/** The commands that a shell line runs, at any depth. Never throws. */
export function readLine(line: string): ShellLine {
  return scriptRuns(line, lineBudget());
}

function scriptRuns(text: string, budget: Budget): ShellLine {
  if (budget.depth > MAX_DEPTH) return { runs: [unknownCommand], certain: false };
  const script = readScript(text, budget);
  const runs = script.commands.flatMap((command) => [
    ...variableRuns(command, budget),
    lookThrough(command, budget),
    ...(evaluates(command) ? [unknownCommand] : []),
  ]);
  if (!script.complete) runs.push(unknownCommand);
  return { runs, certain: script.complete && !script.defines };
}

const deeper = ({ left, depth }: Budget): Budget => ({ left, depth: depth + 1 });

const nested = (text: string, budget: Budget): readonly Run[] => {
  const { runs, certain } = scriptRuns(text, deeper(budget));
  return certain ? runs : [...runs, unknownCommand];
};

const unknown: readonly Run[] = [unknownCommand];

/** The name of the program, without the folder it lies in. */
export const programOf = (word: Word | undefined): string | undefined =>
  word?.certain === true ? word.text.slice(word.text.lastIndexOf("/") + 1) : undefined;

const hasCode = ({ text, code }: Word): boolean => code === true || text.includes("$(") || text.includes("`");

/** Text that is no command yet and may become one: arithmetic evaluates what a variable holds. */
function evaluates({ words, assignments, redirects }: SimpleCommand): boolean {
  if (assignments.some(({ value }) => hasCode(value))) return true;
  const program = programOf(words[0]);
  if (program === undefined || !evaluatingBuiltins.has(program)) return false;
  const args = words.slice(1);
  if (program === "printf" && words[1]?.text !== "-v") return false;
  if (program === "printf" && args.some(({ text }) => text.includes("\\"))) return true;
  const input = readers.has(program) ? redirects.map(({ target }) => target) : [];
  return [...args, ...input].some((word) => hasCode(word) || /^BASH_(?:CMDS|ALIASES)\b/.test(word.text));
}

/** Builtins that keep what they read from their input in variables. */
const readers = new Set(["read", "mapfile", "readarray"]);
const declaring = /^(?:declare|typeset|local|export|readonly)$/;

function variableRuns({ assignments, words }: SimpleCommand, budget: Budget): readonly Run[] {
  const declared = declaring.test(words[0]?.text ?? "") ? words.slice(1).flatMap(assignmentOf) : [];
  return [...assignments, ...declared].flatMap(({ name, value }) => {
    if (steeringVariables.test(name)) return value.certain && value.text === "/dev/null" ? [] : unknown;
    if (!commandVariables.has(name)) return [];
    return value.certain ? nested(value.text, budget) : unknown;
  });
}

function assignmentOf(word: Word): SimpleCommand["assignments"] {
  const [, name, value] = /^(\w+)=([^]*)$/.exec(word.text) ?? [];
  return name === undefined || value === undefined ? [] : [{ name, value: { ...word, text: value } }];
}

/** A command with what it runs in turn. */
function lookThrough(command: SimpleCommand, budget: Budget): Run {
  const inner = innerOf(command, budget);
  return inner === undefined ? command : { ...command, inner };
}

/** The rest of a command's words as a command of its own. */
const rest = ({ redirects }: SimpleCommand, words: readonly Word[], budget: Budget): Run =>
  budget.depth > MAX_DEPTH ? unknownCommand : lookThrough({ assignments: [], words, redirects }, deeper(budget));

const joined = (words: readonly Word[]): string | undefined =>
  words.every(({ certain }) => certain) ? words.map(({ text }) => text).join(" ") : undefined;

const scriptOf = (words: readonly Word[], budget: Budget): readonly Run[] => {
  const text = joined(words);
  return text === undefined ? unknown : nested(text, budget);
};

function innerOf(command: SimpleCommand, budget: Budget): Inner | undefined {
  const { words } = command;
  const program = programOf(words[0]);
  if (program === undefined) return undefined;
  if (shells.has(program)) return shellInner(program, command, budget);
  if (anyRunners.has(program) || program.startsWith("ld-linux"))
    return { kind: "changed", at: 1, runs: [...guesses(command, budget), unknownCommand] };
  if (/^git-./.test(program)) {
    const git = ["git", program.slice(4)].map((text) => ({ text, certain: true, many: false }));
    return { kind: "changed", at: 1, runs: [rest(command, [...git, ...words.slice(1)], budget)] };
  }
  switch (program) {
    case "eval": {
      const at = words[1]?.text === "--" ? 2 : 1;
      return words.length > at ? { kind: "same", at, runs: scriptOf(words.slice(at), budget) } : undefined;
    }
    case "mapfile":
    case "readarray":
      return words.some(({ text, certain }) => !certain || /^-[^-]*C/.test(text))
        ? { kind: "changed", at: 1, runs: unknown }
        : undefined;
    case "jobs":
      return words[1]?.text === "-x"
        ? { kind: "changed", at: 2, runs: [rest(command, words.slice(2), budget)] }
        : undefined;
    case "trap":
      return trapInner(words, budget);
    case "source":
    case ".":
      if (isInput(words[1])) return { kind: "changed", at: 1, runs: inputRuns(command.redirects, budget) };
      return { kind: "changed", at: 1, runs: words.length > 1 ? [{ ...unredirected, words: words.slice(1) }] : [] };
    case "alias":
      return words.some(({ text }) => text.includes("=")) ? { kind: "changed", at: 1, runs: unknown } : undefined;
    case "hash":
    case "enable":
      return words.some(({ text, certain }) => !certain || /^-[a-z]*[pf]/.test(text))
        ? { kind: "changed", at: 1, runs: unknown }
        : undefined;
    case "find":
      return findInner(command, budget);
    case "fd":
    case "fdfind":
      return fdInner(command, budget);
    case "xargs":
      return xargsInner(command, budget);
    case "ssh":
      return sshInner(words, budget);
    case "su":
    case "runuser":
    case "script":
      return { kind: "changed", at: 1, runs: scriptOption(words, budget) ?? unknown };
    case "watch":
      return watchInner(command, budget);
    case "git":
      return gitInner(command, budget);
    case "env":
      return envInner(command, budget);
    case "coproc":
      return undefined;
  }
  return wrapperInner(command, program, budget);
}

/** The input under one of the names that it has as a file. */
const isInput = (word: Word | undefined): boolean =>
  word !== undefined && /^\/(?:dev\/(?:stdin|fd\/)|proc\/(?:self|\d+)\/fd\/)/.test(word.text);

const unredirected = { assignments: [], redirects: [] } as const;

function shellInner(program: string, command: SimpleCommand, budget: Budget): Inner | undefined {
  const { words, redirects } = command;
  const kind = foreignShells.has(program) ? "changed" : "same";
  let at = 1;
  let script = false;
  let input = false;
  for (; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined || !word.certain) return { kind: "changed", at, runs: unknown };
    const { text } = word;
    if (text === "--") {
      at += 1;
      break;
    }
    if (text === "-" || !/^[-+]/.test(text)) break;
    if (text === "--version" || text === "--help") return undefined;
    const option = text.replace(/^--?/, "");
    if (option === "rcfile" || option === "init-file") return { kind: "changed", at, runs: unknown };
    if (text.startsWith("--") || shellOptions.has(option)) {
      if (text.includes("=") || text === "--command") script ||= text === "--command";
      continue;
    }
    if (text.startsWith("-") && text.includes("c")) script = true;
    if (text.startsWith("-") && text.includes("s")) input = true;
    at += text.match(/[oO]/g)?.length ?? 0;
  }
  const operand = words[at];
  if (script) {
    const runs = operand?.certain === true ? nested(operand.text, budget) : unknown;
    // What the script is given may be evaluated in it.
    const given = words.slice(at + 1);
    if (kind !== "same" || given.some(hasCode)) return { kind, at, runs: [...runs, unknownCommand] };
    return { kind: given.every(({ certain }) => certain) ? kind : "changed", at, runs };
  }
  if (operand === undefined || operand.text === "-" || input || isInput(operand))
    return { kind, at, runs: inputRuns(redirects, budget) };
  // A script in a file: what it does is not known, that it runs is.
  return { kind: "changed", at, runs: [{ ...unredirected, words: words.slice(at) }] };
}

/** What a shell reads from its input, where that stands in the line itself. */
function inputRuns(redirects: readonly Redirect[], budget: Budget): readonly Run[] {
  const input = redirects.findLast(({ number, operator }) =>
    number === undefined ? operator.startsWith("<") : Number(number) === 0,
  );
  if (input === undefined || !input.operator.startsWith("<<") || !input.target.certain) return unknown;
  return nested(input.target.text, budget);
}

function trapInner(words: readonly Word[], budget: Budget): Inner | undefined {
  const at = words[1]?.text === "--" ? 2 : 1;
  const action = words[at];
  if (action === undefined || (action.certain && (action.text === "" || /^-[lpP]?$/.test(action.text))))
    return undefined;
  return { kind: "same", at, runs: action.certain ? nested(action.text, budget) : unknown };
}

function findInner(command: SimpleCommand, budget: Budget): Inner | undefined {
  const { words } = command;
  const runs: Run[] = [];
  let first: number | undefined;
  for (let at = 1; at < words.length; at += 1) {
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(words[at]?.text ?? "")) continue;
    first ??= at + 1;
    const from = at + 1;
    at = from;
    while (at < words.length && words[at]?.text !== ";" && words[at]?.text !== "+") at += 1;
    // With `+` it is run once with all that was found.
    const many = words[at]?.text === "+";
    runs.push(rest(command, placeholders(words.slice(from, at), "{}", many), budget));
  }
  return first === undefined ? undefined : { kind: "changed", at: first, runs };
}

/** Words that hold a placeholder become anything. */
const placeholders = (words: readonly Word[], name: string, many = false): readonly Word[] =>
  words.map((word) => {
    const at = word.text.indexOf(name);
    return at < 0 ? word : { text: word.text.slice(0, at), certain: false, many };
  });

function fdInner(command: SimpleCommand, budget: Budget): Inner | undefined {
  const { words } = command;
  const at = words.findIndex(({ text }) => /^(?:-[^-]*[xX]|--exec(?:-batch)?)/.test(text));
  if (at < 0) return undefined;
  const own = words[at]?.text.split("=")[1];
  const first: readonly Word[] = own === undefined ? [] : [{ text: own, certain: true, many: false }];
  const given = placeholders([...first, ...words.slice(at + 1)], "{");
  return { kind: "changed", at: at + 1, runs: [rest(command, [...given, unknownTail], budget)] };
}

const unknownTail: Word = { text: "", certain: false, many: true };

const xargsOptions: Wrapper = {
  kind: "changed",
  flags: "0oprtx",
  valued: "adEILnPs",
  longFlags: ["--null", "--no-run-if-empty", "--interactive", "--verbose", "--exit", "--open-tty", "--show-limits"],
  longValued: ["--arg-file", "--delimiter", "--max-lines", "--max-args", "--max-procs", "--max-chars"],
};

function xargsInner(command: SimpleCommand, budget: Budget): Inner {
  const { words } = command;
  const { at, odd } = afterOptions(words, 1, xargsOptions);
  const replaced = words.slice(1, at).findIndex(({ text }) => /^-[^-]*[Ii]|^--replace/.test(text));
  const option = words[replaced + 1]?.text ?? "";
  const name = /^(?:-[^-]*[Ii]|--replace=)(.+)$/.exec(option)?.[1] ?? words[replaced + 2]?.text;
  const given = words.slice(at);
  if (given.length === 0 && !odd) return { kind: "changed", at, runs: [] };
  const read = replaced < 0 ? [...given, unknownTail] : placeholders(placeholders(given, name || "{}"), "{}");
  const run = rest(command, read, budget);
  return { kind: "changed", at, runs: odd ? [...guesses(command, budget), unknownCommand] : [run] };
}

function sshInner(words: readonly Word[], budget: Budget): Inner {
  const { at } = afterOptions(words, 1, {
    kind: "changed",
    flags: "46AaCfGgKkMNnqsTtVvXxYy",
    valued: "BbcDEeFIiJLlmOopQRSWw",
    operands: 1,
  });
  return { kind: "changed", at, runs: at < words.length ? scriptOf(words.slice(at), budget) : unknown };
}

/** The script behind `-c`, for programs that hand it to a shell. */
function scriptOption(words: readonly Word[], budget: Budget): readonly Run[] | undefined {
  const at = words.findIndex(({ text }, index) => index > 0 && /^(?:-[A-Za-z]*c|--command|--call)(?:=|$)/.test(text));
  if (at < 0) return undefined;
  const word = words[at];
  const value = word?.text.includes("=") ? word.text.slice(word.text.indexOf("=") + 1) : words[at + 1]?.text;
  const certain = word?.certain === true && (word.text.includes("=") || words[at + 1]?.certain === true);
  return certain && value !== undefined ? nested(value, budget) : unknown;
}

function watchInner(command: SimpleCommand, budget: Budget): Inner | undefined {
  const { words } = command;
  const options: Wrapper = { kind: "changed", flags: "bcdegtwx", valued: "nq", longValued: ["--interval"] };
  const { at, odd } = afterOptions(words, 1, options);
  if (odd) return { kind: "changed", at, runs: [...guesses(command, budget), unknownCommand] };
  return at < words.length ? { kind: "changed", at, runs: scriptOf(words.slice(at), budget) } : undefined;
}

const gitOptions: Wrapper = {
  kind: "changed",
  flags: "pPhv",
  valued: "Cc",
  longFlags: [
    "--no-pager",
    "--paginate",
    "--bare",
    "--no-replace-objects",
    "--no-optional-locks",
    "--literal-pathspecs",
  ],
  longValued: ["--git-dir", "--work-tree", "--namespace", "--exec-path", "--config-env", "--super-prefix"],
};

function gitInner(command: SimpleCommand, budget: Budget): Inner | undefined {
  const { words } = command;
  const { at } = afterOptions(words, 1, gitOptions);
  const settings = words.slice(1, at);
  const names = settings.filter((word, index) => settings[index - 1]?.text === "-c" || /^-c./.test(word.text));
  if (
    settings.some(
      ({ text, certain }) => !certain || text.startsWith("--config-env") || text.startsWith("--exec-path="),
    ) ||
    names.some(({ text }) => commandSettings.test(text.replace(/^-c/, "")))
  )
    return { kind: "changed", at, runs: unknown };
  const more = words.slice(at + 1);
  const index = (found: (text: string) => boolean) => more.findIndex(({ text }) => found(text));
  switch (words[at]?.text) {
    case "bisect":
      return more[0]?.text === "run"
        ? { kind: "changed", at: at + 2, runs: [rest(command, more.slice(1), budget)] }
        : undefined;
    case "submodule": {
      const each = index((text) => text === "foreach");
      if (each < 0) return undefined;
      const script = more.slice(each + 1).filter(({ text }) => text !== "--recursive" && text !== "--quiet");
      return { kind: "changed", at: at + each + 2, runs: scriptOf(script, budget) };
    }
    case "config":
      return more.some(({ text }) => commandSettings.test(text))
        ? { kind: "changed", at: at + 1, runs: unknown }
        : undefined;
    case "rebase": {
      const exec = index((text) => text === "-x" || text.startsWith("--exec"));
      if (exec < 0) return undefined;
      const own = more[exec]?.text.split("=").slice(1).join("=") ?? "";
      const word: Word | undefined = own === "" ? more[exec + 1] : { text: own, certain: true, many: false };
      return { kind: "changed", at: at + exec + 2, runs: word === undefined ? unknown : scriptOf([word], budget) };
    }
    case "filter-branch":
      return { kind: "changed", at: at + 1, runs: unknown };
    default:
      return undefined;
  }
}

function envInner(command: SimpleCommand, budget: Budget): Inner | undefined {
  const { words } = command;
  const split = words.findIndex(({ text }, at) => at > 0 && /^(?:-[i0v]*S|--split-string)/.test(text));
  if (split > 0 && split < afterOptions(words, 1, wrappers.env ?? { kind: "changed" }).at + 1) {
    const own = /^(?:-[i0v]*S|--split-string=)(.+)$/s.exec(words[split]?.text ?? "")?.[1];
    const given = words.slice(split + 1);
    const all =
      own === undefined ? given : [{ text: own, certain: words[split]?.certain === true, many: false }, ...given];
    const script = joined(all);
    // Its text is more words for env itself, with escapes and variables of env's own.
    const known = script !== undefined && !/[\\$]/.test(script);
    return { kind: "changed", at: split + 1, runs: known ? nested(`env ${script}`, budget) : unknown };
  }
  const inner = wrapperInner(command, "env", budget);
  if (inner === undefined) return undefined;
  const assigned = words.slice(1, inner.at).flatMap(assignmentOf);
  const variables = variableRuns({ assignments: assigned, words: [], redirects: [] }, budget);
  return { ...inner, runs: [...inner.runs, ...variables] };
}

function wrapperInner(command: SimpleCommand, program: string, budget: Budget): Inner | undefined {
  const { words } = command;
  if (program === "command" && /^-[vV]+$/.test(words[1]?.text ?? "")) return undefined;
  const nixRun = program === "nix-shell" ? words.findIndex(({ text }) => text === "--run" || text === "--command") : -1;
  const scripts = nixRun < 0 ? undefined : scriptOf(words.slice(nixRun + 1, nixRun + 2), budget);
  if (scripts !== undefined) return { kind: "changed", at: nixRun + 1, runs: scripts };
  if (program === "npx" || program === "npm" || program === "pnpm" || program === "flock") {
    const runs = /^(?:npx|flock|exec|x|dlx)$/.test(
      program === "npm" || program === "pnpm" ? (words[1]?.text ?? "") : program,
    )
      ? scriptOption(words, budget)
      : undefined;
    if (runs !== undefined) return { kind: "changed", at: 1, runs };
  }
  const known = Object.hasOwn(wrappers, program) ? wrappers[program] : undefined;
  const sub = wrappingSubcommands.find(([name, second]) => name === program && words[1]?.text === second);
  // Options before the subcommand: which of their words are values is not known.
  const behind = wrappingSubcommands.find(
    ([name, second]) => name === program && words.slice(2).some(({ text }) => text === second),
  );
  if (words[1]?.text.startsWith("-") === true && behind !== undefined)
    return { kind: "changed", at: 1, runs: [...guesses(command, budget), ...(behind[1] === "x" ? [] : unknown)] };
  const wrapper: Wrapper | undefined = known ?? (sub && { kind: "changed" });
  if (wrapper === undefined) return undefined;
  const { at, odd } = afterOptions(words, sub === undefined ? 1 : 2, wrapper);
  if (odd) return { kind: "changed", at, runs: [...guesses(command, budget), unknownCommand] };
  if (at >= words.length) return undefined;
  const more = doesMore[program];
  const kind = words.slice(1, at).some(({ text }) => more?.test(text)) ? "changed" : wrapper.kind;
  return { kind, at, runs: [rest(command, words.slice(at), budget)] };
}

/** Where the command behind a wrapper's own words begins; odd: an option is not known, so it may begin elsewhere. */
function afterOptions(
  words: readonly Word[],
  from: number,
  wrapper: Wrapper,
): { readonly at: number; readonly odd: boolean } {
  const { flags = "", valued = "", longFlags = [], longValued = [], operands = 0, assigns = false } = wrapper;
  let at = from;
  let odd = false;
  for (; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) break;
    const { text, certain } = word;
    if (!certain && (text === "" || text.startsWith("-"))) odd = true;
    if (text === "--") {
      at += 1;
      break;
    }
    if (assigns && /^[^-=][^=]*=/.test(text)) continue;
    if (!text.startsWith("-") || text === "-") break;
    if (text.startsWith("--")) {
      if (longValued.includes(text)) at += 1;
      else if (
        !longFlags.includes(text) &&
        !longValued.includes(text.split("=")[0] ?? "") &&
        !longFlags.includes(text.split("=")[0] ?? "")
      )
        odd = true;
      continue;
    }
    for (let index = 1; index < text.length; index += 1) {
      const letter = text[index] ?? "";
      if (valued.includes(letter)) {
        if (index === text.length - 1) at += 1;
        break;
      }
      if (!flags.includes(letter)) odd = true;
    }
  }
  return { at: at + operands, odd };
}

/** Where an inner command may begin when the options before it are not understood. */
function guesses(command: SimpleCommand, budget: Budget): readonly Run[] {
  const { words } = command;
  const runs: Run[] = [];
  for (let at = 1; at < words.length && budget.left.guesses > 0; at += 1) {
    if (words[at]?.text.startsWith("-") === true) continue;
    budget.left.guesses -= 1;
    runs.push(rest(command, words.slice(at), budget));
  }
  return runs;
}
