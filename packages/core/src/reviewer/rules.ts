import { posix } from "node:path";
import { gitText, runGit } from "../git/index.ts";

/** A file of the repository that says what counts as a fault there. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
}

/** The project's own words to its reviewer. */
const reviewRules = ".flightdeck/review.md";
const agentRules = "AGENTS.md";
/** Of all files together, in characters: more is cut. */
const room = 48_000;

/**
 * The rules for changes of some paths: the review's own file first, then the AGENTS.md of their folders from the root down.
 * They are read from the tree before the change, so that a change cannot make the rules by which it is judged.
 */
export async function readRules(
  cwd: string,
  tree: string,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<readonly RuleFile[]> {
  const wanted = [reviewRules, ...foldersOf(paths).map((folder) => posix.join(folder, agentRules))];
  const listed = await gitText(["ls-tree", "-r", "-z", "--full-tree", tree, "--", ...wanted], { cwd, signal });
  const blobs = new Map(
    listed.split("\0").flatMap((record) => {
      const [, object, path] = /^100\d{3} blob (\S+)\t([^]*)$/.exec(record) ?? [];
      return object === undefined || path === undefined ? [] : [[path, object] as const];
    }),
  );
  const rules: RuleFile[] = [];
  let left = room;
  for (const path of wanted) {
    const object = blobs.get(path);
    if (object === undefined || left <= 0) continue;
    const whole = (await runGit(["cat-file", "blob", object], { cwd, signal })).stdout.toString("utf8").trim();
    if (whole === "") continue;
    const text = whole.slice(0, left);
    left -= text.length;
    rules.push({ path, text: text.length < whole.length ? `${text}\n[cut]` : text });
  }
  return rules;
}

/** The root and every folder above the paths, the outermost first. */
function foldersOf(paths: readonly string[]): readonly string[] {
  const folders = new Set([""]);
  for (const path of paths) {
    for (let folder = posix.dirname(path); folder !== "." && folder !== "/"; folder = posix.dirname(folder)) {
      folders.add(folder);
    }
  }
  return [...folders].toSorted((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1)).slice(0, 300);
}
