import { execFile } from "node:child_process";
import { appendFile, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A folder that goes away with its scope: hold it with `await using`. */
export interface TemporaryFolder {
  /** Absolute, links resolved. */
  readonly path: string;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface TemporaryRepository extends TemporaryFolder {
  /** Runs git there and gives back what it printed. */
  git(...args: readonly string[]): Promise<string>;
  /** Writes files, making their folders. */
  write(files: Files): Promise<void>;
  /** Writes files and commits everything; gives back the commit's hash. */
  commit(message: string, files?: Files): Promise<string>;
}

/** Contents by path relative to the repository. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Nothing of the machine's own git configuration reaches a test. */
export const gitEnvironment: Readonly<Record<string, string>> = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  GIT_AUTHOR_NAME: "Ada Tester",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada Tester",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};

/** An empty folder below the system's temp folder. */
export async function temporaryFolder(prefix = "flightdeck-test-"): Promise<TemporaryFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), prefix)));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}

export interface RepositoryContent {
  /** The first commit; without it and `commits` the repository is empty. */
  readonly files?: Files;
  /** One more commit each. */
  readonly commits?: readonly Files[];
  readonly prefix?: string;
  /** What its folder is called; a name by chance without it. */
  readonly name?: string;
}

/** A real git repository on branch main. */
export async function temporaryRepository(content: RepositoryContent = {}): Promise<TemporaryRepository> {
  const folder = await temporaryFolder(content.prefix);
  const path = content.name === undefined ? folder.path : join(folder.path, content.name);
  await mkdir(path, { recursive: true });
  const git = async (...args: readonly string[]) => {
    const env = { ...process.env, ...gitEnvironment };
    const { stdout } = await run("git", [...args], { cwd: path, env, maxBuffer: 64 << 20 });
    return stdout;
  };
  const write = async (files: Files) => {
    for (const [name, text] of Object.entries(files)) {
      const target = join(path, name);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
    }
  };
  const commitAll = async (message: string, files: Files) => {
    await write(files);
    await git("add", "--all");
    await git("-c", "maintenance.auto=false", "commit", "--quiet", "--allow-empty", "-m", message);
  };
  const commit = async (message: string, files: Files = {}) => {
    await commitAll(message, files);
    return (await git("rev-parse", "HEAD")).trim();
  };
  await git("init", "--quiet", "--initial-branch=main");
  // In the repository itself, so that commits made by the code under test have an author too.
  await appendFile(join(path, ".git/config"), "[user]\n\tname = Ada Tester\n\temail = ada@example.com\n");
  const all = [...(content.files === undefined ? [] : [content.files]), ...(content.commits ?? [])];
  for (const [index, files] of all.entries()) await commitAll(index === 0 ? "Start" : `Change ${index}`, files);
  return { ...folder, path, git, write, commit };
}
