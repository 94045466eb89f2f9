import type { Sign } from "../commits/index.ts";
import { gitText, mergeTreesFrom, personIdentity, runGit } from "../git/index.ts";
import { type Conflict, conflictsOf } from "./conflicts.ts";

/** A commit that could not be put on top of the others. */
export interface ReplayConflict {
  readonly commit: string;
  readonly subject: string;
  readonly conflicts: readonly Conflict[];
}

export interface Replayed {
  /** The last commit of the line; `onto` when nothing was left to bring. */
  readonly tip: string;
  readonly count: number;
  /** How many of them lose a signature, which was of the commit where it stood before. */
  readonly unsigned: number;
  readonly conflict?: ReplayConflict;
}

/**
 * Puts commits, one by one, on top of another one, as a rebase does, but beside every checkout: only objects are written.
 * Merge commits are left out, as are commits that bring nothing new; author, time and message stay as they were. Commits
 * that stand there already stay the same ones, unless they have to be signed.
 */
export async function replay(
  cwd: string,
  { from, to, onto, sign }: { readonly from: string; readonly to: string; readonly onto: string; readonly sign?: Sign },
  signal?: AbortSignal,
): Promise<Replayed> {
  const list = ["rev-list", "--reverse", "--topo-order", "--no-merges", to, "--not", from, onto];
  const commits = (await gitText(list, { cwd, signal })).split("\n").filter(Boolean);
  const committer = await committerLine(cwd);
  let tip = onto;
  let count = 0;
  let unsigned = 0;
  for (const commit of commits) {
    const raw = (await runGit(["cat-file", "commit", commit], { cwd, signal })).stdout;
    const [parent, ...more] = [...headOf(raw).matchAll(/\nparent ([0-9a-f]+)/g)].map(([, name]) => name);
    const signed = /\ngpgsig(?:-sha256)? /.test(headOf(raw));
    if (parent === tip && more.length === 0 && (signed || sign === undefined)) {
      tip = commit;
      count += 1;
      continue;
    }
    const base = parent === undefined ? await gitText(["mktree"], { cwd, input: "" }) : `${parent}^{tree}`;
    const trees = { base, ours: `${tip}^{tree}`, theirs: `${commit}^{tree}` };
    const { merged, entries, conflicts } = await mergeTreesFrom(cwd, trees, signal);
    if (conflicts.length > 0)
      return { tip, count, unsigned, conflict: { commit, subject: subjectOf(raw), conflicts: conflictsOf(entries) } };
    const [before, was, own] = await Promise.all(
      [trees.ours, base, trees.theirs].map((name) => gitText(["rev-parse", name], { cwd, signal })),
    );
    // It is in there already; one that was empty from the start was meant so.
    if (merged === before && was !== own) continue;
    const made = await writeCommit(cwd, raw, { tree: merged, parent: tip, committer });
    tip = sign === undefined ? made : await sign(made);
    count += 1;
    if (signed) unsigned += 1;
  }
  return { tip, count, unsigned };
}

const headOf = (raw: Buffer): string => raw.subarray(0, raw.indexOf("\n\n") + 1).toString("latin1");

const subjectOf = (raw: Buffer): string =>
  raw
    .subarray(raw.indexOf("\n\n") + 2)
    .toString("utf8")
    .split("\n", 1)[0] ?? "";

async function committerLine(cwd: string): Promise<string> {
  const env = await personIdentity(cwd);
  return gitText(["var", "GIT_COMMITTER_IDENT"], { cwd, env });
}

/** The same commit elsewhere: what it says in its own encoding, without signatures, which are of the other one. */
async function writeCommit(
  cwd: string,
  raw: Buffer,
  { tree, parent, committer }: { readonly tree: string; readonly parent: string; readonly committer: string },
): Promise<string> {
  const kept = headOf(raw)
    .split(/\n(?! )/)
    .filter((line) => /^(author|encoding) /.test(line));
  const author = kept.filter((line) => line.startsWith("author "));
  const encoding = kept.filter((line) => line.startsWith("encoding "));
  const before = Buffer.from([`tree ${tree}`, `parent ${parent}`, ...author, ""].join("\n"), "latin1");
  const committed = Buffer.from(`committer ${committer}\n`);
  const after = Buffer.from([...encoding, "", ""].join("\n"), "latin1");
  const input = Buffer.concat([before, committed, after, raw.subarray(raw.indexOf("\n\n") + 2)]);
  return gitText(["hash-object", "-t", "commit", "-w", "--stdin"], { cwd, input });
}
