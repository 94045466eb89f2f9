import { programOf, type Run, type ShellLine } from "../shell/index.ts";

type Check = (args: readonly string[]) => boolean;

const always: Check = () => true;
const some =
  (pattern: RegExp): Check =>
  (args) =>
    args.some((arg) => pattern.test(arg));
const subcommand =
  (name: string, check: Check = always): Check =>
  (args) => {
    const at = args.indexOf(name);
    return at >= 0 && check(args.slice(at + 1));
  };
const any =
  (...checks: readonly Check[]): Check =>
  (args) =>
    checks.some((check) => check(args));

/** What destroys more than it says, or cannot be taken back. */
const dangers: Readonly<Record<string, Check>> = {
  rm: some(/^-[^-]*[rRf]|^--(?:recursive|force|no-preserve-root)/),
  rmdir: some(/^--ignore|^-p/),
  unlink: always,
  shred: always,
  srm: always,
  dd: some(/^of=/),
  truncate: always,
  fdisk: always,
  parted: always,
  wipefs: always,
  mkswap: always,
  diskutil: always,
  chmod: some(/^-[^-]*R|^--recursive|^[0-7]*777$/),
  chown: some(/^-[^-]*R|^--recursive/),
  chgrp: some(/^-[^-]*R|^--recursive/),
  kill: some(/^-1$|^0$/),
  killall: always,
  pkill: always,
  shutdown: always,
  reboot: always,
  halt: always,
  poweroff: always,
  init: always,
  systemctl: some(/^(?:stop|disable|mask|kill|poweroff|reboot|halt|isolate)$/),
  launchctl: some(/^(?:unload|remove|bootout|disable|kill)$/),
  crontab: some(/^-[^-]*r/),
  iptables: always,
  useradd: always,
  userdel: always,
  usermod: always,
  passwd: always,
  visudo: always,
  mount: always,
  umount: always,
  find: some(/^-delete$/),
  git: any(
    subcommand("push", some(/^-[^-]*[fd]|^--(?:force|delete|mirror|prune)|^\+|^:/)),
    subcommand("reset", some(/^--(?:hard|merge|keep)/)),
    subcommand("clean", some(/^-[^-]*f|^--force/)),
    subcommand("checkout", some(/^(?:--|\.|-[^-]*f|--force)$/)),
    subcommand("restore"),
    subcommand("branch", some(/^-[^-]*[Ddf]|^--(?:delete|force)/)),
    subcommand("tag", some(/^-[^-]*[df]|^--(?:delete|force)/)),
    subcommand("stash", some(/^(?:drop|clear)$/)),
    subcommand("reflog", some(/^(?:expire|delete)$/)),
    subcommand("filter-branch"),
    subcommand("filter-repo"),
    subcommand("gc", some(/^--prune/)),
    subcommand("worktree", some(/^(?:remove|prune)$/)),
    subcommand("update-ref"),
  ),
  docker: any(some(/^(?:prune|rm|rmi|kill)$/), subcommand("down", some(/^-v$|^--volumes$/))),
  podman: some(/^(?:prune|rm|rmi|kill)$/),
  kubectl: some(/^(?:delete|drain|replace|scale)$/),
  helm: some(/^(?:uninstall|delete|rollback)$/),
  terraform: some(/^(?:destroy|apply|import|state|taint)$/),
  tofu: some(/^(?:destroy|apply|import|state|taint)$/),
  pulumi: some(/^(?:destroy|up)$/),
  aws: some(/^(?:rm|rb|delete.*|terminate.*)$/),
  gcloud: some(/^delete$/),
  az: some(/^delete$/),
  gh: some(/^delete$/),
  npm: some(/^(?:publish|unpublish|deprecate)$/),
  pnpm: some(/^publish$/),
  yarn: some(/^publish$/),
  cargo: some(/^(?:publish|yank)$/),
  twine: some(/^upload$/),
  gem: some(/^(?:push|yank)$/),
  dropdb: always,
  redis: always,
  "redis-cli": some(/^flush(?:all|db)$/i),
  rsync: some(/^--(?:delete|remove-source-files)/),
  sudo: always,
  doas: always,
  pkexec: always,
  su: always,
};

const isMkfs = (program: string): boolean => program.startsWith("mkfs");
const shellsThatRead = /^(?:ba|da|z|k|a)?sh$/;

/**
 * The command of the line that could do lasting harm, in its own words; wherever it stands, whatever is around it. What
 * cannot be read is not counted: this warns, the sandbox and the rules confine.
 */
export function dangerOf({ runs }: ShellLine): string | undefined {
  for (const run of runs) {
    const found = dangerOfRun(run);
    if (found !== undefined) return found;
  }
  return undefined;
}

function dangerOfRun(run: Run): string | undefined {
  const [, ...args] = run.words.map(({ text }) => text);
  const program = programOf(run.words[0])?.toLowerCase();
  const said = run.words
    .map(({ text }) => text)
    .join(" ")
    .slice(0, 100);
  const check = program !== undefined && Object.hasOwn(dangers, program) ? dangers[program] : undefined;
  if (check?.(args) === true || (program !== undefined && isMkfs(program))) return said;
  if (
    run.redirects.some(
      ({ operator, target }) => operator.includes(">") && /^\/dev\/(?!null$|std|tty|fd\/)/.test(target.text),
    )
  )
    return said;
  // A shell that reads what another command prints runs it unseen.
  if (
    program !== undefined &&
    shellsThatRead.test(program) &&
    run.inner?.runs.some(({ words }) => words[0]?.text === "" && words.length === 1) &&
    run.words.length === 1
  )
    return said;
  for (const inner of run.inner?.runs ?? []) {
    const found = dangerOfRun(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
