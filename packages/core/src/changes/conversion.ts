import { guardFilters, runGit } from "../git/index.ts";
import { AppError } from "../errors/index.ts";
import { type Entry, nameOf, type PathBytes } from "./entries.ts";
import { bytesOf, textOf } from "./lines.ts";

/**
 * What stands between a file on disk and what git stores of it.
 * - none: the bytes are the same.
 * - lines: ends of lines and `$Id$` change, each line stays in its place.
 * - content: another encoding; either side is known once the other is.
 * - filter: a program makes one of the other.
 */
export type ConversionKind = "none" | "lines" | "content" | "filter";

export interface Conversion {
  kind(path: PathBytes): ConversionKind;
  /** The bytes that a checkout would write for a file. */
  checkedOut(entry: Entry, path: PathBytes): Promise<Buffer>;
  /** What git would call these bytes of a file, stored. */
  storedName(path: PathBytes, bytes: Buffer): Promise<string>;
}

const attributes = ["filter", "working-tree-encoding", "text", "eol", "crlf", "ident"];
const isSet = (value: string | undefined): boolean =>
  value !== undefined && value !== "unspecified" && value !== "unset";

/** Reads which attributes concern some files. */
export async function openConversion(
  root: string,
  paths: readonly PathBytes[],
  signal?: AbortSignal,
): Promise<Conversion> {
  const at = { cwd: root, signal };
  const [guard, autocrlf, output] = await Promise.all([
    guardFilters(root),
    runGit(["config", "core.autocrlf"], { ...at, okCodes: [0, 1] }),
    runGit(["check-attr", "-z", "--stdin", ...attributes], {
      ...at,
      input: bytesOf([...paths].map((path) => `${path}\0`).join("")),
    }),
  ]);
  const converts = !["", "false", "no", "off", "0"].includes(autocrlf.stdout.toString().trim().toLowerCase());
  const values = new Map<string, string>();
  const fields = textOf(output.stdout).split("\0");
  for (let i = 0; i + 2 < fields.length; i += 3) values.set(`${fields[i + 1]} ${fields[i]}`, fields[i + 2] ?? "");
  const value = (attribute: string, path: PathBytes) => values.get(`${attribute} ${path}`);

  const kind = (path: PathBytes): ConversionKind => {
    if (isSet(value("filter", path))) return "filter";
    if (isSet(value("working-tree-encoding", path))) return "content";
    const ends = ["text", "eol", "crlf", "ident"].some((attribute) => isSet(value(attribute, path)));
    return ends || (converts && value("text", path) !== "unset") ? "lines" : "none";
  };
  /** A filter that may be a script of the checkout is not run outside of the sandbox. */
  const requireTrusted = (path: PathBytes): void => {
    const off = guard.config.includes(`filter.${value("filter", path)}.clean=`);
    if (off) throw new AppError("whole_file_only", nameOf(path));
  };
  return {
    kind,
    checkedOut: async ({ object }, path) => {
      requireTrusted(path);
      const args = [...guard.config, "cat-file", "--filters", `--path=${nameOf(path)}`, object];
      return (await runGit(args, at)).stdout;
    },
    storedName: async (path, bytes) => {
      requireTrusted(path);
      const args = [...guard.config, "hash-object", "--stdin", `--path=${nameOf(path)}`];
      return textOf((await runGit(args, { ...at, input: bytes })).stdout).trim();
    },
  };
}
