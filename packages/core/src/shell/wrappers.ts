/** How a program that runs another one reads its own words. */
export interface Wrapper {
  /** same: what it runs is what the person would run without it; changed: as someone else, elsewhere, with more words. */
  readonly kind: "same" | "changed";
  /** Single-letter options without a value. */
  readonly flags?: string;
  /** Single-letter options with a value. */
  readonly valued?: string;
  readonly longFlags?: readonly string[];
  readonly longValued?: readonly string[];
  /** Words between the options and the command. */
  readonly operands?: number;
  /** `NAME=value` may stand before the command. */
  readonly assigns?: boolean;
}

const same = (rest: Omit<Wrapper, "kind"> = {}): Wrapper => ({ kind: "same", ...rest });
const changed = (rest: Omit<Wrapper, "kind"> = {}): Wrapper => ({ kind: "changed", ...rest });

/** Words of a wrapper with which it does more than to run the command. */
export const doesMore: Readonly<Record<string, RegExp>> = { time: /^(?:-[a-z]*[ao]|--[ao])/, exec: /^-[a-z]*a/ };

/** Programs that run what some of their words say, in ways of their own. */
export const anyRunners = new Set(
  `parallel sg capsh setarch linux32 linux64 i386 x86_64 uname26 choom chronic firejail bwrap proot eatmydata faketime
  ssh-agent dbus-launch tini dumb-init gosu su-exec start-stop-daemon chpst cgexec direnv hyperfine tmux screen at batch
  expect socat run-parts rlwrap daemonize compgen complete`.split(/\s+/),
);

/** Programs that run the words behind them as a command. */
export const wrappers: Readonly<Record<string, Wrapper>> = {
  command: same({ flags: "p" }),
  builtin: same(),
  exec: same({ flags: "cl", valued: "a" }),
  nohup: same(),
  time: same({ flags: "pvaqV", valued: "fo", longValued: ["--format", "--output"] }),
  nice: same({ valued: "n", flags: "0123456789", longValued: ["--adjustment"] }),
  ionice: same({ flags: "t", valued: "cn" }),
  timeout: same({
    flags: "v",
    valued: "ks",
    longFlags: ["--preserve-status", "--foreground", "--verbose"],
    longValued: ["--kill-after", "--signal"],
    operands: 1,
  }),
  gtimeout: same({ flags: "v", valued: "ks", longFlags: ["--preserve-status", "--foreground"], operands: 1 }),
  stdbuf: same({ valued: "ioe", longValued: ["--input", "--output", "--error"] }),
  unbuffer: same({ flags: "p" }),
  setsid: same({ flags: "cfw", longFlags: ["--fork", "--wait", "--ctty"] }),
  caffeinate: same({ flags: "dimsu", valued: "tw" }),
  sudo: changed({
    flags: "ABbEHKknPSN",
    valued: "CDghpRrTtUu",
    longFlags: ["--preserve-env", "--set-home", "--non-interactive", "--background", "--stdin", "--askpass"],
    longValued: ["--user", "--group", "--host", "--prompt", "--chdir", "--role", "--type", "--other-user"],
    assigns: true,
  }),
  doas: changed({ flags: "Ln", valued: "Cu", assigns: true }),
  pkexec: changed({ longFlags: ["--disable-internal-agent", "--keep-cwd"], longValued: ["--user"] }),
  env: changed({
    flags: "i0v",
    valued: "uC",
    longFlags: ["--ignore-environment", "--null", "--debug"],
    longValued: ["--unset", "--chdir"],
    assigns: true,
  }),
  "cross-env": changed({ assigns: true }),
  dotenv: changed({ valued: "efvpc", assigns: true }),
  chroot: changed({ longValued: ["--userspec", "--groups"], longFlags: ["--skip-chdir"], operands: 1 }),
  taskset: changed({ flags: "acp", longFlags: ["--cpu-list", "--all-tasks"], operands: 1 }),
  chrt: changed({ flags: "bfiro", operands: 1 }),
  flock: changed({ flags: "sxneuoFv", valued: "wE", longFlags: ["--nonblock", "--shared"], operands: 1 }),
  busybox: changed(),
  toybox: changed(),
  fakeroot: changed(),
  proxychains: changed({ flags: "q" }),
  proxychains4: changed({ flags: "q" }),
  torsocks: changed(),
  xvfb: changed(),
  "xvfb-run": changed({ flags: "al", valued: "nsef", longFlags: ["--auto-servernum"] }),
  strace: changed({ flags: "cCfFhiqrtTvVxyZz", valued: "aeEIoOpPsSuX" }),
  ltrace: changed({ flags: "cCfhirStTV", valued: "aADeFlnopsuwxX" }),
  "dbus-run-session": changed(),
  "systemd-run": changed({ flags: "dGPqSt", valued: "EHMpu", longFlags: ["--user", "--scope", "--wait", "--pty"] }),
  "systemd-inhibit": changed(),
  unshare: changed({ flags: "cCfimnprTuU" }),
  nsenter: changed(),
  setpriv: changed(),
  capsh: changed(),
  prlimit: changed(),
  numactl: changed(),
  valgrind: changed(),
  "nix-shell": changed(),
  entr: changed({ flags: "acdnprsxz" }),
  watchexec: changed(),
  nodemon: changed(),
  npx: changed({
    flags: "yq",
    valued: "pw",
    longFlags: ["--yes", "--no", "--no-install", "--quiet"],
    longValued: ["--package"],
  }),
  bunx: changed({ longFlags: ["--bun"] }),
  pnpx: changed(),
  uvx: changed(),
  pipx: changed({ operands: 1 }),
};

/** Subcommands that run the words behind them as a command. */
export const wrappingSubcommands: readonly (readonly string[])[] = [
  ["npm", "exec"],
  ["npm", "x"],
  ["pnpm", "exec"],
  ["pnpm", "dlx"],
  ["yarn", "exec"],
  ["yarn", "dlx"],
  ["bun", "x"],
  ["bundle", "exec"],
  ["poetry", "run"],
  ["pipenv", "run"],
  ["uv", "run"],
  ["rye", "run"],
  ["pdm", "run"],
  ["hatch", "run"],
  ["mise", "exec"],
  ["mise", "x"],
  ["asdf", "exec"],
  ["rbenv", "exec"],
  ["pyenv", "exec"],
  ["nix", "develop"],
  ["nix", "shell"],
  ["op", "run"],
  ["doppler", "run"],
  ["perf", "stat"],
  ["perf", "record"],
  ["opam", "exec"],
  ["cabal", "exec"],
  ["stack", "exec"],
  ["conda", "run"],
];

/** Shells that read a script after `-c`, from a file or from their input. */
export const shells = new Set([
  "sh",
  "bash",
  "dash",
  "zsh",
  "ksh",
  "mksh",
  "ash",
  "rbash",
  "fish",
  "csh",
  "tcsh",
  "nu",
  "pwsh",
]);
/** Shells whose language is not the one we read. */
export const foreignShells = new Set(["zsh", "fish", "csh", "tcsh", "nu", "pwsh"]);

/** Long options of bash, which it takes behind one dash too. */
export const shellOptions = new Set(
  `debug debugger dump-po-strings dump-strings help init-file login noediting noprofile norc posix pretty-print protected
  rcfile restricted verbose version wordexp`.split(/\s+/),
);

/** Variables whose value another program runs as a command. */
export const commandVariables = new Set([
  "GIT_SSH_COMMAND",
  "GIT_PAGER",
  "GIT_EDITOR",
  "GIT_SEQUENCE_EDITOR",
  "GIT_EXTERNAL_DIFF",
  "GIT_ASKPASS",
  "SSH_ASKPASS",
  "PAGER",
  "MANPAGER",
  "EDITOR",
  "VISUAL",
  "BROWSER",
  "PROMPT_COMMAND",
  "LESSOPEN",
  "GIT_SSH",
  "GIT_PROXY_COMMAND",
]);

/** Variables that say in a way of their own what other programs run, or what a name means. */
export const steeringVariables =
  /^(?:BASH_ENV|ENV|BASH_CMDS|BASH_ALIASES|GIT_EXEC_PATH|GIT_CONFIG(?:_(?:GLOBAL|SYSTEM|COUNT|PARAMETERS|KEY_\w*|VALUE_\w*))?)$/;

/** git settings that name a program. */
export const commandSettings =
  /^(?:alias\.|pager\.|core\.(?:pager|editor|sshcommand|fsmonitor|hookspath|askpass|gitproxy)|sequence\.editor|gpg\.|credential\.|include|diff\..*|merge\..*|filter\.|.*\.(?:textconv|command|cmd|path|driver|process|clean|smudge|helper|program|uploadpack|receivepack|vcs))/i;

/** Builtins that evaluate what looks like an index: `$( )` in their plain words runs. */
export const evaluatingBuiltins = new Set([
  "test",
  "[",
  "let",
  "read",
  "printf",
  "unset",
  "declare",
  "typeset",
  "local",
  "export",
  "readonly",
  "mapfile",
  "readarray",
  "getopts",
  "wait",
  "set",
]);
