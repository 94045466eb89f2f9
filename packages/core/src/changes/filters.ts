import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, diskError, messageOf } from "../errors/index.ts";
import { type Place, readBlob } from "../git/index.ts";
import { policyFor, type SandboxedProcess, type SpawnOptions, untilEnded } from "../sandbox/index.ts";

/** Starts a confined command; it rejects where there is no sandbox for the policy. */
export type SpawnConfined = (options: SpawnOptions) => Promise<SandboxedProcess>;

/**
 * The repository's own filters, which may be scripts of the checkout: a person who stages or reverts asks for them, so
 * they run, in the sandbox. Each rejects with `git_failed` and what the filter printed.
 */
export interface Filters {
  /** The object that git stores for these bytes of a file. */
  clean(place: Place, name: string, bytes: Buffer, signal?: AbortSignal): Promise<string>;
  /** The bytes that a checkout would write. */
  smudge(place: Place, name: string, object: string, signal?: AbortSignal): Promise<Buffer>;
  /** Lets an index that is being made know its files as they are on disk. */
  refresh(place: Place, index: string, signal?: AbortSignal): Promise<void>;
}

/** For a look, which takes files of such filters as they are on disk. */
export const noFilters: Filters = {
  clean: () => Promise.reject(new AppError("whole_file_only")),
  smudge: () => Promise.reject(new AppError("whole_file_only")),
  refresh: () => Promise.resolve(),
};

/** Milliseconds for one file: a filter that waits for something would keep its folder from everything else. */
const patience = 5 * 60_000;

export function createFilters({ spawn, home }: { readonly spawn: SpawnConfined; readonly home: string }): Filters {
  /** Runs a line of shell with a folder of its own in the git dir, through which bytes go in and out. */
  const run = async <Answer>(
    place: Place,
    { line, args, signal }: Pick<Confined, "line" | "args" | "signal">,
    use: { readonly before: (folder: string) => Promise<void>; readonly after: (folder: string) => Promise<Answer> },
  ): Promise<Answer> => {
    const folder = await mkdtemp(join(place.gitDir, "flightdeck-filter-")).catch((error: unknown) => {
      throw diskError(error);
    });
    try {
      await use.before(folder);
      await confined({ spawn, home }, place, { folder, line, args, signal });
      return await use.after(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  const nothing = async (): Promise<void> => undefined;
  return {
    clean: (place, name, bytes, signal) => {
      const line = 'git hash-object -w --path="$2" --stdin < "$1/in" > "$1/out"';
      return run(
        place,
        { line, args: [name], signal },
        {
          before: (folder) => writeFile(join(folder, "in"), bytes),
          after: async (folder) => {
            const object = (await readFile(join(folder, "out"), "utf8")).trim();
            await readBlob(place.root, object);
            return object;
          },
        },
      );
    },
    smudge: (place, name, object, signal) => {
      const line = 'git cat-file --filters --path="$2" "$3" > "$1/out"';
      const after = (folder: string) => readFile(join(folder, "out"));
      return run(place, { line, args: [name, object], signal }, { before: nothing, after });
    },
    refresh: (place, index, signal) => {
      const line = 'GIT_INDEX_FILE="$1/index" git -c core.splitIndex=false update-index -q --refresh || true';
      return run(
        place,
        { line, args: [], signal },
        {
          before: async (folder) => writeFile(join(folder, "index"), await readFile(index)),
          after: async (folder) => writeFile(index, await readFile(join(folder, "index"))),
        },
      );
    },
  };
}

interface Confined {
  readonly folder: string;
  readonly line: string;
  readonly args: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/** Everything of the git dirs stays as it is but objects, what filters keep there, and the folder to exchange bytes. */
async function confined(
  { spawn, home }: { readonly spawn: SpawnConfined; readonly home: string },
  { root, gitDir, commonDir }: Place,
  { folder, line, args, signal }: Confined,
): Promise<void> {
  const policy = policyFor({ mode: "workspace-write", cwd: root, gitDirs: [gitDir, commonDir], home });
  const writable = [...policy.writable, join(commonDir, "objects"), join(commonDir, "lfs"), folder].filter(existsSync);
  let child: SandboxedProcess;
  try {
    const argv = ["sh", "-c", line, "sh", folder, ...args];
    child = await spawn({ argv, cwd: root, policy: { ...policy, writable }, env: { GIT_OPTIONAL_LOCKS: "0" } });
  } catch (error) {
    const why = `The repository's filters need the sandbox: ${messageOf(error)}. Do it in a terminal instead.`;
    throw new AppError("git_failed", why, { cause: error });
  }
  const time = AbortSignal.timeout(patience);
  const until = AbortSignal.any([time, ...(signal === undefined ? [] : [signal])]);
  const { exitCode, said, stopped } = await untilEnded(child, until);
  if (exitCode === 0) return;
  signal?.throwIfAborted();
  if (stopped) throw new AppError("git_failed", `A filter did not end in ${patience / 60_000} minutes\n${said}`.trim());
  if (/No space left on device/i.test(said)) throw new AppError("disk_full", said);
  throw new AppError("git_failed", said || `A filter ended with code ${exitCode}`);
}
