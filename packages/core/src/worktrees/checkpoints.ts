import { rm, stat } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../errors/index.ts";
import {
  commitTree,
  ourIdentity,
  type RecordedTree,
  requireObjects,
  resolveCommit,
  type Shadows,
  updateRef,
} from "../git/index.ts";
import { commitState, type StateInput, stateKey } from "./states.ts";

export interface SaveRequest {
  /** Under refs/flightdeck/. */
  readonly ref: string;
  readonly message: string;
  /** For removal: also what only a removal loses, and nothing may be left out. */
  readonly forRemoval: boolean;
  /** With permissions of files that git does not keep. */
  readonly modes?: boolean;
  readonly signal?: AbortSignal;
}

/** Saves the state of checkouts as commits. Holds the last one of each, since most turns change little or nothing. */
export interface Checkpoints {
  /** The commit: its tree is the working tree byte for byte, its first parent HEAD, its last parent the state commit. */
  save(root: string, request: SaveRequest): Promise<string>;
  forget(root: string): void;
}

interface Saved {
  readonly state: { readonly key: string; readonly commit: string };
  readonly key: string;
  readonly commit: string;
}

export function createCheckpoints(deps: { readonly shadows: Shadows; readonly now: () => number }): Checkpoints {
  const { shadows } = deps;
  const last = new Map<string, Saved>();

  const save = async (
    root: string,
    { ref, message, forRemoval, modes = forRemoval, signal }: SaveRequest,
  ): Promise<string> => {
    const [recorded, head] = await Promise.all([shadows.rawTree(root, signal), resolveCommit(root, "HEAD")]);
    if (forRemoval) await requireComplete(root, recorded, shadows);
    const date = `${Math.floor(deps.now() / 1000)} +0000`;
    const env = { ...ourIdentity, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    const input: StateInput = {
      place: recorded.place,
      head,
      indexHash: recorded.indexHash,
      forRemoval,
      notes: modes ? { modes: await unusualModes(root, shadows) } : {},
      scratch: shadows.scratchIndex(root),
      env,
      signal,
    };
    const known = last.get(root);
    const key = await stateKey(input);
    const state = known?.state.key === key ? known.state : { key, commit: await stateCommit(input) };
    const whole = `${recorded.tree} ${state.commit}`;
    const parents = [...(head === undefined ? [] : [head]), state.commit];
    const commit =
      known?.key === whole
        ? known.commit
        : await commitTree(root, { tree: recorded.tree, parents, message, env }, signal);
    if (forRemoval) await requireReachable(root, head, commit);
    await updateRef(root, { ref: `refs/flightdeck/${ref}`, to: commit, reason: message });
    last.set(root, { state, key: whole, commit });
    return commit;
  };

  return {
    save: (root, request) => {
      const attempt = (): Promise<string> =>
        save(root, request).catch((error: unknown) => {
          last.delete(root);
          throw error;
        });
      return shadows.afresh(root, attempt, request.signal);
    },
    forget: (root) => void last.delete(root),
  };
}

async function stateCommit(input: StateInput): Promise<string> {
  try {
    return await commitState(input);
  } finally {
    await rm(input.scratch, { force: true });
  }
}

/** A removal may lose nothing: what git cannot store refuses it. */
async function requireComplete(root: string, recorded: RecordedTree, shadows: Shadows): Promise<void> {
  const links = (await shadows.rawEntries(root)).filter(({ mode }) => mode === "160000").map(({ path }) => path);
  const filled = links.filter((path) => existsSync(join(root, path, ".git")));
  const inside = [...recorded.nested, ...filled];
  if (inside.length === 0) return;
  throw new AppError(
    "snapshot_failed",
    `It holds repositories of their own, which git cannot save: ${inside.join(", ")}`,
  );
}

async function requireReachable(root: string, head: string | undefined, commit: string): Promise<void> {
  if (head === undefined) throw new AppError("snapshot_failed", "The commit that HEAD names is not in the repository");
  await requireObjects(root, [`${commit}^{tree}`, `${commit}^2^{tree}`, `${head}^{tree}`]);
}

/** Permissions that git does not keep, one `<octal> <path>` per record. */
async function unusualModes(root: string, shadows: Shadows): Promise<string> {
  const entries = (await shadows.rawEntries(root)).filter(({ mode }) => mode.startsWith("100"));
  const records = await Promise.all(
    entries.map(async ({ mode, path }) => {
      const found = await stat(join(root, path)).catch(() => undefined);
      const permissions = found && (found.mode & 0o7777).toString(8).padStart(3, "0");
      return permissions === undefined || permissions === mode.slice(3) ? "" : `${permissions} ${path}\0`;
    }),
  );
  return records.join("");
}
