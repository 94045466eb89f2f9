import { plain } from "./diff.ts";
import { type Replacement, replacementsIn } from "./lineMap.ts";
import { runGit } from "./run.ts";

/** Differences that do not count: all of whitespace, or a carriage return at a line's end. */
export type Ignored = "whitespace" | "lineEnds";

const ignoring: Readonly<Record<Ignored, string>> = {
  whitespace: "--ignore-all-space",
  lineEnds: "--ignore-cr-at-eol",
};

/** Which lines of one blob another one replaces, as a patch of them shows it, binary or not. */
export async function diffBlobs(
  cwd: string,
  { old, now, ignore }: { readonly old: string; readonly now: string; readonly ignore?: Ignored },
  signal?: AbortSignal,
): Promise<readonly Replacement[]> {
  if (old === now) return [];
  const exact = ["--no-color", "-U0", "--inter-hunk-context=0", "--text", "--diff-algorithm=default"];
  const args = ["diff", ...plain, ...exact, ...(ignore === undefined ? [] : [ignoring[ignore]]), old, now, "--"];
  return replacementsIn((await runGit(args, { cwd, signal })).stdout.toString("latin1"));
}
