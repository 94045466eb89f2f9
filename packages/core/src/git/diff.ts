import { runGit } from "./run.ts";

export type FileChangeKind = "added" | "deleted" | "modified" | "renamed" | "copied" | "type_changed";

/** One file that differs between two trees. */
export interface FileChange {
  readonly path: string;
  readonly oldPath?: string;
  readonly kind: FileChangeKind;
  readonly additions: number;
  readonly deletions: number;
  readonly binary: boolean;
  /** git's modes before and after; "000000" where there is no such side. */
  readonly oldMode: string;
  readonly mode: string;
  /** Both versions' objects, as `old..new`. */
  readonly objects: string;
}

/** How a diff is told. */
export interface DiffOptions {
  /** Lines that differ in spaces alone count as equal. */
  readonly ignoreSpace?: boolean;
  /** Unchanged lines around each change. */
  readonly context?: number;
}

const kinds: Readonly<Record<string, FileChangeKind>> = {
  A: "added",
  D: "deleted",
  M: "modified",
  R: "renamed",
  C: "copied",
  T: "type_changed",
};

/** Nothing that a repository's attributes or settings name is run to make a diff. */
export const plain = ["--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty"];
export const renames = ["--find-renames", "-l10000"];

const told = ({ ignoreSpace, context }: DiffOptions): string[] => [
  ...(ignoreSpace === true ? ["--ignore-all-space"] : []),
  ...(context === undefined ? [] : [`--unified=${context}`]),
];

export interface Trees {
  readonly from: string;
  readonly to: string;
}

export type RawChange = Omit<FileChange, "additions" | "deletions" | "binary">;

/** Reads the raw records at the start of a `-z` output; `objects` has both versions of each change, as `old..new`. */
export function parseRaw(fields: readonly string[]): {
  readonly changes: readonly RawChange[];
  readonly objects: readonly string[];
  readonly next: number;
} {
  const changes: RawChange[] = [];
  let next = 0;
  while (fields[next]?.startsWith(":") === true) {
    // ":<old mode> <new mode> <old object> <new object> <status><score>", then one path, or two for a rename.
    const [oldMode = "", mode = "", before, after, status] = fields[next]?.slice(1).split(" ") ?? [];
    const kind = kinds[status?.[0] ?? "M"] ?? "modified";
    const first = fields[next + 1] ?? "";
    const moved = kind === "renamed" || kind === "copied";
    const facts = { kind, oldMode, mode, objects: `${before}..${after}` };
    changes.push(moved ? { path: fields[next + 2] ?? "", oldPath: first, ...facts } : { path: first, ...facts });
    next += moved ? 3 : 2;
  }
  return { changes, objects: changes.map(({ objects }) => objects), next };
}

/** Which paths differ between two trees: much cheaper than counting their lines. */
export async function changedFiles(
  cwd: string,
  { from, to }: Trees,
  signal?: AbortSignal,
): Promise<readonly RawChange[]> {
  const args = ["diff-tree", "-r", "-z", "--raw", ...plain, ...renames, from, to];
  return parseRaw((await runGit(args, { cwd, signal })).stdout.toString("utf8").split("\0")).changes;
}

/** What differs between two trees, with line counts, in the order of the paths; `paths` narrows it to these. */
export async function compareTrees(
  cwd: string,
  { from, to }: Trees,
  { paths = [], ...options }: DiffOptions & { readonly paths?: readonly string[] } = {},
  signal?: AbortSignal,
): Promise<FileChange[]> {
  const flags = ["-r", "-z", "--raw", "--numstat", ...plain, ...renames, ...told(options)];
  const args = ["diff-tree", ...flags, from, to, "--", ...paths];
  const fields = (await runGit(args, { cwd, signal })).stdout.toString("utf8").split("\0");
  const { changes, next } = parseRaw(fields);
  // "<added>\t<deleted>\t<path>", the path empty and followed by two more fields for a rename; "-" for binary files. Files
  // that differ in ignored spaces alone are left out.
  const counts = new Map<string, readonly [string, string]>();
  for (let at = next; at + 1 < fields.length; ) {
    const [added = "", deleted = "", ...name] = (fields[at] ?? "").split("\t");
    const path = name.join("\t");
    counts.set(path === "" ? (fields[at + 2] ?? "") : path, [added, deleted]);
    at += path === "" ? 3 : 1;
  }
  return changes.map((change) => {
    const [added = "0", deleted = "0"] = counts.get(change.path) ?? [];
    return { ...change, additions: Number(added) || 0, deletions: Number(deleted) || 0, binary: added === "-" };
  });
}

export interface Patch {
  readonly path: string;
  readonly patch: string;
  /** Stands for what was compared. */
  readonly version: string;
}

/** Stands for both versions of a file, contents and modes. */
export const versionOf = ({ oldMode, mode, objects }: Pick<FileChange, "oldMode" | "mode" | "objects">): string =>
  `${oldMode}${mode}${objects}`;

/**
 * Patches of some paths. A renamed file's old path must be among them, or it is told as a new file. A change of type is
 * two sections of one patch: the end of the old file and the start of the new one.
 */
export async function patchesOf(
  cwd: string,
  { from, to }: Trees,
  paths: readonly string[],
  options: DiffOptions = {},
  signal?: AbortSignal,
): Promise<Patch[]> {
  const flags = ["-r", "-z", "--raw", "--patch", ...plain, ...renames, ...told(options)];
  const args = ["diff-tree", ...flags, from, to, "--", ...paths];
  const text = (await runGit(args, { cwd, signal })).stdout.toString("utf8");
  const end = endOfRaw(text);
  const { changes } = parseRaw(text.slice(0, end).split("\0"));
  // No line of a file's content starts a section: each has a sign before it. (To `^` a lone "\r" would end a line, too.)
  const sections = text.slice(end + 1).split(/(?<=\n)(?=diff --git )/);
  let at = 0;
  return changes.map((change) => {
    const { path, oldPath = path, kind } = change;
    const version = versionOf(change);
    // Nothing is told of a file that differs in ignored spaces alone.
    const head = `diff --git ${quoted(`a/${oldPath}`)} ${quoted(`b/${path}`)}\n`;
    if (options.ignoreSpace === true && sections[at]?.startsWith(head) !== true) return { path, patch: "", version };
    const count = kind === "type_changed" ? 2 : 1;
    const patch = sections.slice(at, at + count).join("");
    at += count;
    return { path, patch, version };
  });
}

const escapes: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\",
};
/** A name as git writes it in a patch's header, also with `-z`: letters of more than one byte as they are. */
function quoted(name: string): string {
  const shown = name.replace(/["\\\p{Cc}]/gu, (letter) => {
    const code = letter.charCodeAt(0);
    return code > 0x7f ? letter : (escapes[letter] ?? `\\${code.toString(8).padStart(3, "0")}`);
  });
  return shown === name ? name : `"${shown}"`;
}

/** Where the raw records end: they are followed by one more NUL, then by the patches. */
function endOfRaw(text: string): number {
  let at = 0;
  while (text[at] === ":") {
    const end = text.indexOf("\0", at);
    const letter = text.slice(at, end).split(" ")[4]?.[0];
    at = text.indexOf("\0", end + 1) + 1;
    if (letter === "R" || letter === "C") at = text.indexOf("\0", at) + 1;
  }
  return at;
}
