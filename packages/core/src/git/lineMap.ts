import { parseRaw, plain, renames, type Trees } from "./diff.ts";
import { runGit } from "./run.ts";

/** Lines of a file by their numbers, both ends among them; the first line is 1. */
export interface Lines {
  readonly from: number;
  readonly to: number;
}

/** Lines of one version of a file, told by its path in that version. */
export interface FileLines {
  readonly path: string;
  readonly lines: Lines;
}

/**
 * Where lines of one version of a file are in another one.
 * - moved: they are there word for word and side by side, be it where they were; the file may have another name.
 * - changed: one of them was changed or removed, or something stands between them now. The lines told are those that
 *   took their place. `removed`: nothing did; then it is the line before: line 1 at the file's head, in an empty file too.
 * - gone: there is no such file any more.
 */
export type LinePlace =
  | ({ readonly kind: "moved" } & FileLines)
  | ({ readonly kind: "changed"; readonly removed: boolean } & FileLines)
  | { readonly kind: "gone" };

/** Lines that a diff replaces by others: `count` of them from `start` on, or none of them after line `start`. */
interface Run {
  readonly start: number;
  readonly count: number;
}

/** One hunk of a diff without context. */
export interface Replacement {
  readonly old: Run;
  readonly new: Run;
}

const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** Reads what one file's patch without context (`-U0`) replaces, from the top of the file down. */
export function replacementsIn(patch: string): readonly Replacement[] {
  // Split at "\n" alone: every line of the file's content then starts with its sign, whatever else is in it.
  return patch.split("\n").flatMap((line) => {
    const found = header.exec(line);
    if (found === null) return [];
    const run = (start: number): Run => ({ start: Number(found[start]), count: Number(found[start + 1] ?? 1) });
    return [{ old: run(1), new: run(3) }];
  });
}

/** Follows lines of the old version of a file into its new one. */
export function mapLines(
  replacements: readonly Replacement[],
  { from, to }: Lines,
):
  | { readonly kind: "moved"; readonly lines: Lines }
  | { readonly kind: "changed"; readonly removed: boolean; readonly lines: Lines } {
  const touching = replacements.filter(({ old }) =>
    old.count === 0 ? from <= old.start && old.start < to : old.start <= to && from < old.start + old.count,
  );
  const first = touching[0];
  const last = touching.at(-1);
  if (first === undefined || last === undefined) {
    const shift = shiftBefore(replacements, from);
    return { kind: "moved", lines: { from: from + shift, to: to + shift } };
  }
  // Lines that were kept at an end of the range count; where none was, what replaced the end does.
  const keptHead = from < firstLine(first.old);
  const keptTail = endOf(last.old) <= to;
  const head = keptHead ? from + shiftBefore(replacements, from) : firstLine(first.new);
  const tail = keptTail ? to + shiftBefore(replacements, to) : endOf(last.new) - 1;
  const removed = head > tail;
  return { kind: "changed", removed, lines: removed ? at(Math.max(tail, 1)) : { from: head, to: tail } };
}

const at = (line: number): Lines => ({ from: line, to: line });

/** The first line of a run, or the one that would follow on the place where it has none. */
const firstLine = ({ start, count }: Run): number => (count === 0 ? start + 1 : start);

/** The line after a run. */
const endOf = (run: Run): number => firstLine(run) + run.count;

/** By how much a kept line of the old version stands lower in the new one. */
function shiftBefore(replacements: readonly Replacement[], line: number): number {
  const above = replacements.findLast(({ old }) => endOf(old) <= line);
  return above === undefined ? 0 : endOf(above.new) - endOf(above.old);
}

/** Ends of lines do not count: one tree may have a checkout's bytes, the other what git stores. */
const withoutContext = ["-U0", "--inter-hunk-context=0", "--text", "--histogram", "--ignore-cr-at-eol", "--full-index"];

/** What was replaced in some files, by `old..new` of their objects: two files with the same content differ in the same. */
async function replacementsOf(
  cwd: string,
  { from, to }: Trees,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, readonly Replacement[]>> {
  if (paths.length === 0) return new Map();
  const args = ["diff-tree", "-r", "--patch", ...plain, ...renames, ...withoutContext, from, to, "--", ...paths];
  const sections = (await runGit(args, { cwd, signal })).stdout.toString("utf8").split(/(?<=^|\n)(?=diff --git )/);
  // A file in which only ends of lines differ has no section, so sections are told apart by what they name.
  return new Map(sections.map((section) => [/\nindex (\S+)/.exec(section)?.[1] ?? "", replacementsIn(section)]));
}

/**
 * Follows lines of files from one tree (or commit) to another, through renames: two processes for all of them, one where
 * none of their files changed. Each asked file must be in the first tree.
 */
export async function followLines(
  cwd: string,
  trees: Trees,
  asked: readonly FileLines[],
  signal?: AbortSignal,
): Promise<readonly LinePlace[]> {
  if (asked.length === 0) return [];
  const args = ["diff-tree", "-r", "-z", "--raw", ...plain, ...renames, trees.from, trees.to];
  const { changes, objects } = parseRaw((await runGit(args, { cwd, signal })).stdout.toString("utf8").split("\0"));
  const wanted = new Set(asked.map(({ path }) => path));
  const concerned = new Map(
    changes.flatMap((change, i) => {
      const path = change.oldPath ?? change.path;
      return wanted.has(path) ? [[path, { ...change, objects: objects[i] ?? "" }]] : [];
    }),
  );
  const compared = [...concerned.values()].filter(({ kind }) => kind === "modified" || kind === "renamed");
  const paths = compared.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [oldPath, path]));
  const replacements = await replacementsOf(cwd, trees, paths, signal);
  return asked.map(({ path, lines }): LinePlace => {
    const change = concerned.get(path);
    if (change === undefined) return { kind: "moved", path, lines };
    switch (change.kind) {
      case "added":
      case "deleted":
        return { kind: "gone" };
      case "type_changed":
        return { kind: "changed", removed: false, path, lines: at(1) };
      case "copied":
      case "modified":
      case "renamed":
        return { path: change.path, ...mapLines(replacements.get(change.objects) ?? [], lines) };
    }
  });
}
