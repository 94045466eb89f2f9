import { readLine, type Run, type ShellLine } from "./readLine.ts";

type Check = (args: readonly string[]) => boolean;

const anything: Check = () => true;
const none: Check = (args) => args.length === 0;
const only =
  (...allowed: readonly string[]): Check =>
  (args) =>
    args.every((arg) => allowed.includes(arg));
/** No argument may match: options that write, run a program, or can be shortened to one that does. */
const without =
  (pattern: RegExp): Check =>
  (args) =>
    !args.some((arg) => pattern.test(arg));
const both =
  (...checks: readonly Check[]): Check =>
  (args) =>
    checks.every((check) => check(args));

/** Without an argument they would run what they are given to read. */
const version: Check = (args) => args.length === 1 && /^(--version|-v|-V)$/.test(args[0] ?? "");
const isOption = (arg: string): boolean => arg.startsWith("-");
const atMostOneFile: Check = (args) => args.filter((arg) => !isOption(arg)).length <= 1;

/** Options with which git's reading commands write a file or run a program; git takes them shortened. */
const gitReads = without(/^(--out|--op|--ext|--te|--fil|-O|--exe|--up|--pag)/);

const gitCommands: Readonly<Record<string, Check>> = {
  status: gitReads,
  log: gitReads,
  diff: gitReads,
  show: gitReads,
  blame: gitReads,
  grep: gitReads,
  "ls-files": gitReads,
  "ls-tree": gitReads,
  "rev-parse": gitReads,
  "rev-list": gitReads,
  "merge-base": gitReads,
  describe: gitReads,
  shortlog: gitReads,
  "cat-file": both(gitReads, without(/^--batch/)),
  branch: only("-a", "-r", "-v", "-vv", "--all", "--remotes", "--list", "--show-current", "--verbose"),
  tag: only("-l", "--list"),
  remote: only("-v", "--verbose"),
  stash: (args) => args.length === 1 && args[0] === "list",
  worktree: (args) => args.length === 1 && args[0] === "list",
};

const git: Check = ([name = "", ...args]) => Object.hasOwn(gitCommands, name) && gitCommands[name]?.(args) === true;

/** Programs that only read, with the arguments under which that is so. */
const commands: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(
    `ls cat head tail wc pwd echo true false whoami id uname stat du df basename dirname realpath readlink cut tr nl tac
    cmp comm paste grep egrep fgrep which test od hexdump strings cksum md5sum sha1sum sha256sum seq cd`
      .split(/\s+/)
      .map((name) => [name, anything]),
  ),
  command: (args) => args.length === 2 && (args[0] === "-v" || args[0] === "-V"),
  type: anything,
  env: none,
  set: (args) => args.every((arg) => /^[-+][eux]+$|^[-+][eux]*o$|^pipefail$/.test(arg)),
  exit: (args) => args.every((arg) => /^\d*$/.test(arg)),
  sleep: (args) => args.every((arg) => /^[\d.]+[smh]?$/.test(arg)),
  printf: without(/^-v/),
  ":": anything,
  "[": anything,
  date: (args) => args.every((arg) => arg.startsWith("+") || arg === "-u"),
  diff: anything,
  // macOS has it write with `-o`.
  base64: without(/^(-[^-]*o|--o)/),
  rev: anything,
  uniq: atMostOneFile,
  sort: without(/^(-[^-]*[oT]|--o|--co|--te)/),
  file: without(/^(-[^-]*C|--c)/),
  tree: without(/^(-[^-]*[oR]|--o)/),
  rg: without(/^(--pre|--hostname-bin|--search-zip|-[^-]*z)/),
  find: without(/^-(exec|ok|delete|fls|fprint)/),
  fd: without(/^(-[^-]*[xX]|--exec)/),
  sed: ([quiet, script = "", ...files]) =>
    quiet === "-n" && /^(\d+|\$)(,(\d+|\$))?p$/.test(script) && !files.some(isOption),
  jq: without(/^(-[^-]*[fL]|--from-file|--rawfile|--slurpfile)/),
  node: version,
  npm: version,
  python: version,
  python3: version,
  git,
};

/** Goes nowhere else: a copy of another file's number, or the device that swallows everything. */
const harmless = ({ redirects }: Run): boolean =>
  redirects.every(
    ({ operator, target }) =>
      target.certain &&
      (operator.startsWith("<<") ||
        (/^[<>]&$/.test(operator) && /^(\d+|-)$/.test(target.text)) ||
        target.text === "/dev/null"),
  );

/** Is this command known to change nothing and to run nothing else? What it reads, and where it prints to, is not looked at. */
export function isReading({ assignments, words, inner }: Run): boolean {
  if (assignments.length > 0 || inner !== undefined || !words.every(({ certain }) => certain)) return false;
  const [name, ...args] = words.map(({ text }) => text);
  return name === undefined || (Object.hasOwn(commands, name) && commands[name]?.(args) === true);
}

/**
 * Is this line known to change nothing and to run nothing but its own few programs? Careful on purpose: no is the answer
 * to everything that is not certain. Git is only known where its settings are known: at the root of the thread's folder.
 */
export function isKnownRead(line: string | ShellLine, { atRoot }: { readonly atRoot: boolean }): boolean {
  const { runs, certain } = typeof line === "string" ? readLine(line) : line;
  if (!certain || runs.length === 0) return false;
  const gitIsKnown = atRoot && !runs.some(({ words }) => words[0]?.text === "cd");
  return runs.every((run) => isReading(run) && harmless(run) && (gitIsKnown || run.words[0]?.text !== "git"));
}
