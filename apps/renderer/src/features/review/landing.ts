import type { LandingCheck } from "@flightdeck/contract";

/** Where a thread's work stands, in words. `reason` is why it cannot land; the paths explain it. */
export interface Standing {
  readonly ready: boolean;
  /** The repository asks for more: it lands only when the person overrides that. */
  readonly held?: true;
  readonly words: string;
  readonly detail?: string;
  readonly paths: readonly string[];
}

const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

/** Says whether the work can land, and what stands in the way. `waiting`: the turn that runs waits for the person. */
export function standing(check: LandingCheck, waiting = false): Standing {
  const base = check.base ?? "its base";
  switch (check.state) {
    case "ready":
      if (check.gate?.state === "closed") return { ready: true, held: true, words: "Not ready to land", paths: [] };
      return { ready: true, words: `Ready to land on ${base}`, detail: ahead(check), paths: [] };
    case "uncommitted":
      if (check.merging !== undefined) return merging(check.merging, base);
      return {
        ready: false,
        words: `${count(check.uncommittedFiles, "file")} to commit first`,
        detail: check.ahead > 0 ? ahead(check) : undefined,
        paths: [],
      };
    case "nothing":
      return {
        ready: false,
        words: "Nothing to land",
        detail: `The branch has no commit that ${base} lacks`,
        paths: [],
      };
    case "base_dirty":
      return {
        ready: false,
        words: `${base} has uncommitted changes`,
        detail: check.baseCheckedOutAt === undefined ? undefined : `in ${check.baseCheckedOutAt}`,
        paths: check.paths,
      };
    case "conflict":
      return {
        ready: false,
        words: `Conflicts with ${base} in ${count(check.paths.length, "file")}`,
        detail: "The agent can bring the base in and resolve them",
        paths: check.paths,
      };
    case "no_base":
      return { ready: false, words: "No branch to land on", detail: "The work did not start from a branch", paths: [] };
    case "turn_running":
      return {
        ready: false,
        words: atWork(waiting),
        detail: "Landing waits for the end of the turn",
        paths: [],
      };
  }
}

/** The base was brought in and waits to be committed. */
function merging({ unresolved }: NonNullable<LandingCheck["merging"]>, base: string): Standing {
  const open = unresolved.length;
  return open === 0
    ? { ready: false, words: `The merge of ${base} is resolved`, detail: "Commit it to go on", paths: [] }
    : { ready: false, words: `${count(open, "file")} still in conflict with ${base}`, paths: unresolved };
}

const atWork = (waiting: boolean): string => (waiting ? "The agent waits for your answer" : "The agent is working");

const ahead = (check: LandingCheck): string =>
  [count(check.ahead, "commit"), check.behind > 0 ? `${count(check.behind, "commit")} behind` : "merges cleanly"].join(
    ", ",
  );

/** Why nothing can be committed now; undefined when something can. */
export function commitHindrance(check: LandingCheck, waiting = false): string | undefined {
  if (check.state === "turn_running") return atWork(waiting);
  return check.uncommittedFiles === 0 ? "Everything is committed" : undefined;
}
