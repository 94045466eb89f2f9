import { readHead } from "../git/index.ts";
import { watchBranch } from "./branchWatch.ts";
import { movementTo, readSeen, seenAt } from "./movements.ts";
import { ownRoots, tooOften } from "./ownWork.ts";
import type { Armed, Place, TriggersOptions, Watches } from "./types.ts";

/**
 * Begins runs when a branch of a project moves. Where it stands is kept, so that a movement while no host was there counts
 * as a due time does that was missed. `fresh`: nothing before this moment counts.
 */
export function armBranch(
  options: TriggersOptions & Watches,
  { automation: { id }, projectId, root }: Place,
  about: {
    readonly branch: string;
    readonly fresh: boolean;
    readonly onProblem: (problem: string | undefined) => void;
  },
): Armed {
  const { automations, now } = options;
  const { branch } = about;
  let looked = false;
  let { fresh } = about;
  /** Where its own runs worked when something happened to the branch. */
  const own = new Set<string>();

  const see = (commit: string): void => {
    const seen = readSeen(automations.get(id).seen);
    automations.setSeen(id, JSON.stringify(seenAt(seen, { branch, projectId, commit, at: now() })));
  };

  return watchBranch({
    root,
    branch,
    later: options.later,
    gitDirs: options.gitDirs,
    turns: options.turns,
    onProblem: about.onProblem,
    report: options.report,
    onStir: () => {
      for (const folder of ownRoots(options, automations.get(id))) own.add(folder);
    },
    onPlace: async (commit) => {
      const folders = [...own];
      own.clear();
      const first = !looked;
      looked = true;
      // A branch that is gone has not moved; made anew elsewhere it will have.
      if (commit === undefined) return;
      const heads = await Promise.all(folders.map((folder) => readHead(folder).catch(() => undefined)));
      const automation = automations.get(id);
      const seen = readSeen(automation.seen);
      const movement = seen?.branch === branch && !fresh ? movementTo(seen, projectId, commit) : undefined;
      fresh = false;
      if (movement === undefined) {
        if (seen?.branch !== branch || seen.commits[projectId] !== commit) see(commit);
        return;
      }
      if (!heads.some((head) => head?.commit === commit)) {
        const missed = first && automation.missed === "record";
        const often = tooOften(options, id, projectId);
        const closed = first ? "Flightdeck was closed when the branch moved" : undefined;
        const reason = missed ? closed : (often ?? (closed && `Began late: ${closed}`));
        automations.fire(id, {
          causeKey: movement.causeKey,
          cause: { kind: "branch", branch, commit, before: movement.before },
          dueAt: now(),
          projectIds: [projectId],
          ...(missed ? { state: "missed" } : often && { state: "skipped" }),
          ...(reason !== undefined && { reason }),
        });
      }
      // Behind the record: whoever dies in between finds it there.
      see(commit);
    },
  });
}
