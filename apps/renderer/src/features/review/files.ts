import type { DiffFile } from "@flightdeck/contract";

/** Files of one folder, in the order of the diff. */
export interface FolderGroup {
  /** Without a slash at its end; empty for the root. */
  readonly folder: string;
  readonly files: readonly DiffFile[];
}

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Files by folder. Folders come in the order of their first file; the root's files come last, as in a tree. */
export function groupByFolder(files: readonly DiffFile[]): readonly FolderGroup[] {
  const groups = new Map<string, DiffFile[]>();
  for (const file of files) {
    const folder = folderOf(file.path);
    const group = groups.get(folder);
    if (group === undefined) groups.set(folder, [file]);
    else group.push(file);
  }
  const all = [...groups].map(([folder, grouped]) => ({ folder, files: grouped }));
  return [...all.filter(({ folder }) => folder !== ""), ...all.filter(({ folder }) => folder === "")];
}

/** The files whose path holds every word of the filter, in any case. */
export function filterFiles(files: readonly DiffFile[], filter: string): readonly DiffFile[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return files;
  return files.filter((file) => {
    const path = `${file.path}\n${file.oldPath ?? ""}`.toLowerCase();
    return words.every((word) => path.includes(word));
  });
}

/** A row of the file list. */
export type FileRow =
  | { readonly kind: "folder"; readonly folder: string; readonly open: boolean; readonly count: number }
  | { readonly kind: "file"; readonly file: DiffFile };

/** The list's rows: folders, and the files of those that are open. */
export const fileRows = (groups: readonly FolderGroup[], folded: ReadonlySet<string>): readonly FileRow[] =>
  groups.flatMap(({ folder, files }) => {
    const open = !folded.has(folder);
    const head: FileRow = { kind: "folder", folder, open, count: files.length };
    return open ? [head, ...files.map((file): FileRow => ({ kind: "file", file }))] : [head];
  });

/** One letter and a word for what happened to a file. */
export const kinds: Record<DiffFile["kind"], { readonly letter: string; readonly word: string }> = {
  added: { letter: "A", word: "added" },
  deleted: { letter: "D", word: "deleted" },
  modified: { letter: "M", word: "modified" },
  renamed: { letter: "R", word: "renamed" },
  copied: { letter: "C", word: "copied" },
  type_changed: { letter: "T", word: "type changed" },
  conflicted: { letter: "!", word: "in conflict" },
};

/** Whether two say the same; thousands of them are compared with each look at the folder. */
export function sameFile(one: DiffFile, other: DiffFile): boolean {
  const names = Object.keys(one) as (keyof DiffFile)[];
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** The file `step` away from one, staying within the list. */
export function neighbour(files: readonly DiffFile[], path: string | undefined, step: 1 | -1): DiffFile | undefined {
  const at = files.findIndex((file) => file.path === path);
  if (at < 0) return step === 1 ? files[0] : files.at(-1);
  return files[Math.min(files.length - 1, Math.max(0, at + step))];
}
