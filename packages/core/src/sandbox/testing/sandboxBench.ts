import { execFileSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { SandboxMode } from "@flightdeck/contract";
import { detectSandbox, policyFor, type SandboxPolicy, type SandboxSupport, spawnSandboxed } from "../index.ts";

/** The machine's sandbox; these tests prove nothing without one, so they fail instead of being skipped. */
export async function requireSandbox(): Promise<SandboxSupport> {
  const support = await detectSandbox();
  if (support.kind === "none")
    throw new Error(
      `The sandbox tests need a working sandbox: ${support.reason}. ${support.fix}, or run \`npm test\`, which sets it up.`,
    );
  return support;
}

/** Host, repository, worktree and secrets as a thread finds them, in a folder that is not the shared /tmp. */
export interface Bench extends Disposable {
  readonly base: string;
  readonly repository: string;
  readonly gitDirs: readonly string[];
  readonly home: string;
  readonly userHome: string;
  readonly worktree: string;
  readonly outside: string;
  policy(mode: SandboxMode): SandboxPolicy;
}

/** Where the bench is made: in the checkout, or in the user's home where a command cannot see the checkout's folder. */
function benchParent(): string {
  const cache = join(process.cwd(), "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const real = realpathSync(cache);
  return /^\/(var\/)?tmp\//.test(real) ? homedir() : real;
}

export function makeBench(): Bench {
  const base = mkdtempSync(join(benchParent(), "flightdeck bench "));
  const repository = join(base, "repository");
  const home = join(base, "home");
  const userHome = join(base, "user");
  const worktree = join(home, "worktrees", "project", "thread");
  const outside = join(base, "outside");
  for (const folder of [repository, join(home, "skills"), join(userHome, ".ssh"), outside])
    mkdirSync(folder, { recursive: true });
  mkdirSync(join(home, "worktrees", "project", "other"), { recursive: true });
  writeFileSync(join(home, "flightdeck.db"), "database");
  writeFileSync(join(home, "secrets"), "hidden-key");
  writeFileSync(join(home, "skills", "SKILL.md"), "a skill");
  writeFileSync(join(userHome, ".ssh", "id_ed25519"), "private-key");
  writeFileSync(join(userHome, ".netrc"), "machine password");
  writeFileSync(join(outside, "file"), "outside");
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-C", repository, "-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], {
      encoding: "utf8",
    });
  git("init", "--quiet", "--initial-branch=main");
  writeFileSync(join(repository, "file.txt"), "one\n");
  git("add", ".");
  git("commit", "--quiet", "--message=First");
  git("worktree", "add", "--quiet", "-b", "thread", worktree);
  const gitDirs = [join(repository, ".git", "worktrees", "thread"), join(repository, ".git")];
  return {
    base,
    repository,
    gitDirs,
    home,
    userHome,
    worktree,
    outside,
    policy: (mode) => policyFor({ mode, cwd: worktree, gitDirs, home, userHome }),
    [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true }),
  };
}

/** Every path below some folders with its content, to compare before and after. */
export function contentsOf(...roots: readonly string[]): Record<string, string> {
  const contents: Record<string, string> = {};
  const visit = (path: string): void => {
    const stats = lstatSync(path);
    const mode = stats.mode.toString(8);
    if (stats.isDirectory()) {
      contents[path] = mode;
      for (const name of readdirSync(path)) visit(join(path, name));
    } else if (stats.isSymbolicLink()) contents[path] = `-> ${readlinkSync(path)}`;
    else contents[path] = stats.isFile() ? `${mode} ${readFileSync(path, "latin1")}` : mode;
  };
  for (const root of roots) visit(root);
  return contents;
}

export interface Ran {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly output: string;
}

/** Runs one shell line to its end. */
export async function runLine(
  support: SandboxSupport,
  policy: SandboxPolicy,
  line: string,
  { cwd, env }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Ran> {
  const spawned = spawnSandboxed(support, { argv: ["/bin/bash", "-c", line], cwd, policy, env });
  const chunks: Uint8Array[] = [];
  spawned.onOutput((chunk) => chunks.push(chunk));
  const { exitCode, signal } = await spawned.exited;
  return { exitCode, signal, output: Buffer.concat(chunks).toString() };
}
