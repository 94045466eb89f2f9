import { gitText, runGit } from "./run.ts";

/** Who signs the commits that the app makes for its own use, so that none depends on a configured identity. */
export const ourIdentity: Readonly<Record<string, string>> = {
  GIT_AUTHOR_NAME: "Flightdeck",
  GIT_AUTHOR_EMAIL: "flightdeck@localhost",
  GIT_COMMITTER_NAME: "Flightdeck",
  GIT_COMMITTER_EMAIL: "flightdeck@localhost",
};

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** `ourIdentity`, or the person's. */
  readonly env: Readonly<Record<string, string>>;
}

/** Writes a commit object; no ref moves and no hook runs. */
export function commitTree(cwd: string, commit: NewCommit, signal?: AbortSignal): Promise<string> {
  const parents = commit.parents.flatMap((parent) => ["-p", parent]);
  const args = ["commit-tree", commit.tree, ...parents, "-F", "-"];
  return gitText(args, { cwd, env: commit.env, input: `${commit.message.trimEnd()}\n`, signal });
}

export const emptyTree = (cwd: string): Promise<string> =>
  gitText(["hash-object", "-t", "tree", "-w", "--stdin"], { cwd, input: "" });

/** Stores bytes as they are. */
export const writeBlob = (cwd: string, bytes: Uint8Array): Promise<string> =>
  gitText(["hash-object", "-w", "--stdin", "--no-filters"], { cwd, input: bytes });

export async function readBlob(cwd: string, name: string): Promise<Buffer> {
  return (await runGit(["cat-file", "blob", name], { cwd })).stdout;
}

/** Reads many blobs with one process; what is no blob of the repository is left out. */
export async function readBlobs(
  cwd: string,
  objects: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Buffer>> {
  const input = objects.map((object) => `${object}\n`).join("");
  const { stdout } = await runGit(["cat-file", "--batch"], { cwd, input, maxBytes: 1 << 30, signal });
  const found = new Map<string, Buffer>();
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf("\n", at);
    // "<object> blob <size>", the bytes and a line end; "<object> missing" alone.
    const [object = "", type, size = "0"] = stdout.toString("latin1", at, end).split(" ");
    const length = type === "missing" ? -1 : Number(size);
    if (type === "blob") found.set(object, stdout.subarray(end + 1, end + 1 + length));
    at = end + 1 + length + 1;
  }
  return found;
}

/**
 * Rejects with `git_failed` unless everything that these trees or commits name is in the repository: git takes on trust
 * what an index says is there. What `known` names is not looked at again.
 */
export async function requireObjects(
  cwd: string,
  names: readonly string[],
  known: readonly string[] = [],
): Promise<void> {
  const excluded = known.length === 0 ? [] : ["--not", ...known];
  await runGit(["rev-list", "--objects", "--quiet", ...names, ...excluded], { cwd });
}
