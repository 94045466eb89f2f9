import { execFileSync } from "node:child_process";
import { appendFileSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of its own for one test, links resolved, gone when the test ends. */
export function temporaryFolder(prefix = "flightdeck-git-"): { readonly path: string } & Disposable {
  const path = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Plain git with a person's identity, as they would type it. */
export function git(cwd: string, ...args: readonly string[]): string {
  return gitBytes(cwd, ...args)
    .toString("utf8")
    .replace(/\n$/, "");
}

export function gitBytes(cwd: string, ...args: readonly string[]): Buffer {
  return runGit(cwd, args);
}

function runGit(cwd: string, args: readonly string[], more: { index?: string; input?: Buffer } = {}): Buffer {
  return execFileSync("git", args, {
    cwd,
    stdio: ["pipe", "pipe", "pipe"],
    input: more.input ?? "",
    maxBuffer: 1 << 28,
    env: {
      ...process.env,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_SYSTEM: "/dev/null",
      GIT_AUTHOR_NAME: "Ada",
      GIT_AUTHOR_EMAIL: "ada@example.org",
      GIT_COMMITTER_NAME: "Ada",
      GIT_COMMITTER_EMAIL: "ada@example.org",
      ...(more.index === undefined ? {} : { GIT_INDEX_FILE: more.index }),
    },
  });
}

/**
 * `git status` as it is when git reads every file. By the times in its index it may call a file clean although rules
 * written later would store it in another way, until something touches the file, as a restore must.
 */
export function statusFromFiles(root: string): string {
  using folder = temporaryFolder();
  const index = join(folder.path, "index");
  runGit(root, ["update-index", "-z", "--index-info"], { index, input: runGit(root, ["ls-files", "-z", "--stage"]) });
  return runGit(root, ["status", "--porcelain=v2", "-z", "--branch"], { index }).toString("utf8");
}

/** Writes files into a folder, with the folders above them. */
export function write(root: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** A repository on branch main with one commit that holds the files. */
export function makeRepository(
  root: string,
  files: Readonly<Record<string, string | Uint8Array>> = { "a.txt": "a\n" },
): string {
  mkdirSync(root, { recursive: true });
  git(root, "init", "-q", "-b", "main", "--template=");
  appendFileSync(join(root, ".git/config"), "[user]\n\tname = Ada\n\temail = ada@example.org\n");
  write(root, files);
  git(root, "add", "-A");
  // Each process saved here is saved a thousand times in a run of all tests.
  git(root, "-c", "maintenance.auto=false", "commit", "-q", "--allow-empty", "-m", "Start");
  return root;
}

/** Every file below a folder as `mode content`, symlinks as their target; folders alone do not count. */
export function readFolder(root: string, skip: readonly string[] = [".git"]): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (folder: string, prefix: string): void => {
    for (const name of readdirSync(folder).sort()) {
      const path = prefix + name;
      if (skip.includes(path)) continue;
      const file = join(folder, name);
      const stats = lstatSync(file);
      if (stats.isDirectory()) visit(file, `${path}/`);
      else if (stats.isSymbolicLink()) found[path] = `link ${readlinkSync(file)}`;
      else found[path] = `${(stats.mode & 0o777).toString(8)} ${readFileSync(file).toString("base64")}`;
    }
  };
  visit(root, "");
  return found;
}
