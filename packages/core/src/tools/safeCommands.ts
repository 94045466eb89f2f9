import { simpleCommands } from "./shellWords.ts";

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

const isOption = (arg: string): boolean => arg.startsWith("-");
const atMostOneFile: Check = (args) => args.filter((arg) => !isOption(arg)).length <= 1;

/** Options with which git's reading commands write a file or run a program; git takes them shortened. */
const gitReads = without(/^(--out|--ext|--text|--filt|--open|-O|--exec|--upload|--pag)/);

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
    cmp comm paste grep egrep fgrep which test od hexdump strings base64 cksum md5sum sha1sum sha256sum seq cd`
      .split(/\s+/)
      .map((name) => [name, anything]),
  ),
  command: (args) => args.length === 2 && (args[0] === "-v" || args[0] === "-V"),
  type: anything,
  env: none,
  date: (args) => args.every((arg) => arg.startsWith("+") || arg === "-u"),
  diff: anything,
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
  node: only("--version", "-v"),
  npm: only("--version", "-v"),
  python: only("--version", "-V"),
  python3: only("--version", "-V"),
  git,
};

/**
 * Is this line known to change nothing and to run nothing but its own few programs? Careful on purpose: no is the answer
 * to everything that is not certain. Git is only known where its settings are known: at the root of the thread's folder.
 */
export function isKnownRead(line: string, { atRoot }: { readonly atRoot: boolean }): boolean {
  const parsed = simpleCommands(line);
  if (parsed === undefined || parsed.length === 0) return false;
  const moves = parsed.some(([name]) => name === "cd");
  return parsed.every(([name = "", ...args]) => {
    if (name === "git" && (!atRoot || moves)) return false;
    return Object.hasOwn(commands, name) && commands[name]?.(args) === true;
  });
}
