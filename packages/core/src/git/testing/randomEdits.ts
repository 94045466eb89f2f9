import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { git } from "./repository.ts";

/** Names that meet each other as files and folders, and names that trip careless quoting. */
const names =
  "a|b c|d|d/x|d/y/z|d/y|\n|ü/日本|'q\"|-n|:(top)*|*.txt|crlf.txt|run.sh|x.log|sub/.gitignore|.gitignore|.gitattributes|sub/deep/er|a\tb|$(echo)|#".split(
    "|",
  );
const texts =
  "|a\n|a|a\r\nb\r\n|a\nb\r\nc\n|$Id$\n|*.log\nd/y\n|!x.log\n|* text=auto\n|* text eol=crlf\n|*.txt filter=upper\n* ident\n|*.sh -text\n".split(
    "|",
  );
const contents: readonly (string | Uint8Array)[] = [texts, "x".repeat(5000), Uint8Array.of(0, 13, 10, 255)].flat();

export type Edit =
  | { readonly kind: "write"; readonly path: string; readonly content: string | Uint8Array }
  | { readonly kind: "remove" | "stage" | "unstage" | "forceStage"; readonly path: string }
  | { readonly kind: "rename"; readonly path: string; readonly to: string }
  | { readonly kind: "mode"; readonly path: string; readonly mode: number }
  | { readonly kind: "link"; readonly path: string; readonly target: string }
  | { readonly kind: "stageAll" };

const path = fc.constantFrom(...names);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("write" as const), path, content: fc.constantFrom(...contents) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("remove" as const, "stage" as const), path }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("unstage" as const, "forceStage" as const), path }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rename" as const), path, to: path }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("mode" as const), path, mode: fc.constantFrom(0o755, 0o644, 0o600) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("link" as const),
      path,
      target: fc.constantFrom("a", "d", "/etc", "nowhere", "../outside"),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "stageAll" as const }) },
);

/** Things a person or an agent does to a checkout. */
export const edits = (most: number): fc.Arbitrary<readonly Edit[]> => fc.array(edit, { minLength: 1, maxLength: most });

const look = (file: string) => lstatSync(file, { throwIfNoEntry: false });

/** Makes room for a file: what stands in the way, above it or in its place, goes. */
function clear(root: string, relative: string): void {
  let above = root;
  for (const part of dirname(relative).split("/")) {
    if (part === ".") break;
    above = join(above, part);
    if (look(above)?.isDirectory() === false) rmSync(above);
  }
  rmSync(join(root, relative), { recursive: true, force: true });
  mkdirSync(dirname(join(root, relative)), { recursive: true });
}

/** Is there something, not counting what lies behind a link: no edit leaves the folder. */
function isThere(root: string, relative: string): boolean {
  let above = root;
  for (const part of dirname(relative).split("/")) {
    above = join(above, part);
    if (look(above)?.isDirectory() !== true) return false;
  }
  return look(join(root, relative)) !== undefined;
}

/** Does one edit; what makes no sense (a rename of nothing) does nothing. */
export function applyEdit(root: string, change: Edit): void {
  const attempt = (...args: readonly string[]): void => {
    try {
      git(root, "--literal-pathspecs", ...args);
    } catch {
      // An ignored or missing path: git refuses, as it would to a person.
    }
  };
  switch (change.kind) {
    case "write":
      clear(root, change.path);
      return writeFileSync(join(root, change.path), change.content);
    case "remove":
      return isThere(root, change.path) ? rmSync(join(root, change.path), { recursive: true }) : undefined;
    case "rename": {
      const nested = change.to.startsWith(`${change.path}/`) || change.path.startsWith(`${change.to}/`);
      if (nested || change.to === change.path || !isThere(root, change.path)) return;
      const parked = join(root, ".git-parked");
      renameSync(join(root, change.path), parked);
      clear(root, change.to);
      return renameSync(parked, join(root, change.to));
    }
    case "mode":
      if (isThere(root, change.path) && look(join(root, change.path))?.isFile())
        chmodSync(join(root, change.path), change.mode);
      return;
    case "link":
      clear(root, change.path);
      return symlinkSync(change.target, join(root, change.path));
    case "stage":
      return attempt("add", "--", change.path);
    case "forceStage":
      return attempt("add", "-f", "--", change.path);
    case "unstage":
      return attempt("rm", "-r", "-f", "--cached", "--quiet", "--", change.path);
    case "stageAll":
      return attempt("add", "-A");
  }
}
