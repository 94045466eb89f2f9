import { lstat } from "node:fs/promises";
import { runGit } from "./run.ts";

/** Paths as bytes, one character each: a name that is no valid UTF-8 survives the way through here. */
export type PathBytes = string;

/** Bytes as a text of one character each, and back. */
export const textOfBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
export const bytesOfText = (text: string): Buffer => Buffer.from(text, "latin1");

/** As a person reads it. */
export const readable = (path: PathBytes): string => bytesOfText(path).toString("utf8");

export const diskPath = (root: string, path: PathBytes): Buffer =>
  Buffer.concat([Buffer.from(`${root}/`), bytesOfText(path)]);

/** A link in the place of one of its folders would lead elsewhere. */
export async function isBehindLink(root: string, path: PathBytes): Promise<boolean> {
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    const found = await lstat(diskPath(root, path.slice(0, at))).catch(() => undefined);
    if (found?.isSymbolicLink() === true) return true;
  }
  return false;
}

/** A file of a tree. */
export interface TreeFile {
  readonly mode: string;
  readonly object: string;
}

/** Every file of a tree, by path. */
export async function filesOfTree(cwd: string, tree: string): Promise<ReadonlyMap<PathBytes, TreeFile>> {
  const { stdout } = await runGit(["ls-tree", "-r", "-z", "--full-tree", tree], { cwd });
  const records = textOfBytes(stdout).split("\0").slice(0, -1);
  // "<mode> <type> <object>\t<path>"
  return new Map(
    records.map((record) => {
      const tab = record.indexOf("\t");
      const [mode = "", , object = ""] = record.slice(0, tab).split(" ");
      return [record.slice(tab + 1), { mode, object }];
    }),
  );
}

/** A path that differs between two trees; a side without it is undefined. */
export interface TreeChange {
  readonly path: PathBytes;
  readonly old: TreeFile | undefined;
  readonly now: TreeFile | undefined;
}

/** What differs between two trees, a renamed file as one that goes and one that comes. */
export async function treeChanges(
  cwd: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly TreeChange[]> {
  const args = ["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", from, to];
  const fields = textOfBytes((await runGit(args, { cwd })).stdout).split("\0");
  const side = (mode = "", object = ""): TreeFile | undefined => (/^0+$/.test(mode) ? undefined : { mode, object });
  const changes: TreeChange[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    // ":<old mode> <new mode> <old object> <new object> <status>"
    const [oldMode, mode, oldObject, object] = (fields[at] ?? "").slice(1).split(" ");
    changes.push({ path: fields[at + 1] ?? "", old: side(oldMode, oldObject), now: side(mode, object) });
  }
  return changes;
}
