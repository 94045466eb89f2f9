import { runGit } from "./run.ts";

/** Which paths the repository's attributes call generated or vendored, as GitHub's linguist reads them. */
export interface LinguistPaths {
  readonly generated: ReadonlyMap<string, boolean>;
  readonly vendored: ReadonlySet<string>;
}

const names = ["linguist-generated", "linguist-vendored"];

/** Asks for many paths at once; `false` in `generated` says that the attribute is switched off. */
export async function linguistPaths(
  cwd: string,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<LinguistPaths> {
  const generated = new Map<string, boolean>();
  const vendored = new Set<string>();
  if (paths.length === 0) return { generated, vendored };
  const input = paths.map((path) => `${path}\0`).join("");
  const { stdout } = await runGit(["check-attr", "-z", "--stdin", ...names], { cwd, input, signal });
  const fields = stdout.toString("utf8").split("\0");
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = "", name, value] = fields.slice(at, at + 3);
    if (value === "unspecified") continue;
    const on = value !== "unset" && value !== "false";
    if (name === "linguist-generated") generated.set(path, on);
    else if (on) vendored.add(path);
  }
  return { generated, vendored };
}
