import { AppError } from "../errors/index.ts";
import { gitRecords } from "./run.ts";

/**
 * Filters that run an installed program on the bytes alone, whatever lies in the checkout. The shell gets the command,
 * so nothing may follow but plain words.
 */
const trusted = /^(?:"?git-lfs"?|git lfs|"?(?:\/[\w./-]+\/)?git-crypt"?)(?: [\w%.=-]+)+$/;

export interface FilterGuard {
  /** Whether the repository has filters that are not trusted. */
  readonly found: boolean;
  /** `-c` settings that switch them off. */
  readonly config: readonly string[];
  /** Those of them that have a say in what a checkout writes. */
  readonly smudges: ReadonlySet<string>;
}

/**
 * The filters of a repository's configuration may run scripts of its checkout, which an agent can rewrite: what the app
 * looks at by itself is read without them. Only a commit that a person asks for runs them, in the sandbox.
 */
export async function guardFilters(cwd: string): Promise<FilterGuard> {
  const args = ["config", "-z", "--get-regexp", String.raw`^filter\..*\.(clean|smudge|process)$`];
  const entries = await gitRecords(args, { cwd, okCodes: [0, 1] });
  const names = new Set<string>();
  const smudges = new Set<string>();
  for (const entry of entries) {
    const [key = "", command = ""] = entry.split(/\n(.*)/s);
    if (command === "" || trusted.test(command)) continue;
    const name = key.slice("filter.".length, key.lastIndexOf("."));
    names.add(name);
    if (!key.endsWith(".clean") && command !== "cat") smudges.add(name);
  }
  requirePlain([...names]);
  const off = ["clean=", "smudge=", "process=", "required=false"];
  const config = [...names].flatMap((name) => off.flatMap((setting) => ["-c", `filter.${name}.${setting}`]));
  return { found: names.size > 0, config, smudges };
}

/** `-c` ends a key at its first "=": a section of such a name could not be switched off, so nothing is done with it. */
export function requirePlain(names: readonly string[]): void {
  const odd = names.find((name) => name.includes("="));
  if (odd !== undefined)
    throw new AppError("git_failed", `The git configuration names a program in a section "${odd}"`);
}
