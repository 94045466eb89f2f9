import { runGit } from "./run.ts";
import type { Trees } from "./diff.ts";

/** A file that differs between two trees, by the objects that differ. A side without a file has a mode of zeros. */
export interface BlobChange {
  readonly path: string;
  readonly oldPath?: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldBlob: string;
  readonly newBlob: string;
}

/** What differs between two trees, by names of objects: no content is read, except to find renames. */
export async function changedBlobs(
  cwd: string,
  { from, to }: Trees,
  { renames, signal }: { readonly renames: boolean; readonly signal?: AbortSignal },
): Promise<readonly BlobChange[]> {
  const finding = renames ? ["--find-renames", "-l10000"] : ["--no-renames"];
  const args = ["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--ignore-submodules=dirty", ...finding, from, to];
  const fields = (await runGit(args, { cwd, signal })).stdout.toString("utf8").split("\0");
  const changes: BlobChange[] = [];
  for (let at = 0; fields[at]?.startsWith(":") === true; ) {
    const [oldMode = "", newMode = "", oldBlob = "", newBlob = "", status = ""] = (fields[at] ?? "")
      .slice(1)
      .split(" ");
    const moved = status.startsWith("R") || status.startsWith("C");
    const [first = "", second = ""] = fields.slice(at + 1, at + 3);
    changes.push({
      path: moved ? second : first,
      ...(moved ? { oldPath: first } : {}),
      oldMode,
      newMode,
      oldBlob,
      newBlob,
    });
    at += moved ? 3 : 2;
  }
  return changes;
}
