import { guardFilters, type Place, runGit } from "../git/index.ts";
import { type Entry, nameOf, type PathBytes } from "./entries.ts";
import type { Filters } from "./filters.ts";
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
  /** Its filter may be a script of the checkout: what is read of the folder is read without it. */
  hasOwnFilter(path: PathBytes): boolean;
  /** The bytes that a checkout would write for a file. */
  checkedOut(entry: Entry, path: PathBytes): Promise<Buffer>;
  /** The object that git stores for these bytes of a file. */
  storedName(path: PathBytes, bytes: Buffer): Promise<string>;
}

const attributes = ["filter", "working-tree-encoding", "text", "eol", "crlf", "ident"];
const isSet = (value: string | undefined): boolean =>
  value !== undefined && value !== "unspecified" && value !== "unset";

/** Reads which attributes concern some files. */
export async function openConversion(
  place: Place,
  paths: readonly PathBytes[],
  filters: Filters,
  signal?: AbortSignal,
): Promise<Conversion> {
  const at = { cwd: place.root, signal };
  const [guard, autocrlf, output] = await Promise.all([
    guardFilters(place.root),
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
  const hasOwnFilter = (path: PathBytes): boolean => guard.config.includes(`filter.${value("filter", path)}.clean=`);
  return {
    kind,
    hasOwnFilter,
    checkedOut: async ({ object }, path) => {
      if (hasOwnFilter(path)) return filters.smudge(place, nameOf(path), object, signal);
      const args = [...guard.config, "cat-file", "--filters", `--path=${nameOf(path)}`, object];
      return (await runGit(args, at)).stdout;
    },
    storedName: async (path, bytes) => {
      if (hasOwnFilter(path)) return filters.clean(place, nameOf(path), bytes, signal);
      const args = [...guard.config, "hash-object", "-w", "--stdin", `--path=${nameOf(path)}`];
      return textOf((await runGit(args, { ...at, input: bytes })).stdout).trim();
    },
  };
}
