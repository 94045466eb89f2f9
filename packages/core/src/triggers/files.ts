import { watchFiles } from "./filesWatch.ts";
import { ownRoots, tooOften } from "./ownWork.ts";
import { readPatterns } from "./patterns.ts";
import type { Armed, Place, TriggersOptions, Watches } from "./types.ts";

/** Begins runs when files of a project's local checkout changed and came to rest. */
export function armFiles(
  options: TriggersOptions & Watches,
  { automation: { id }, projectId, root }: Place,
  about: { readonly patterns: readonly string[]; readonly onProblem: (problem: string | undefined) => void },
): Armed {
  const { automations, now } = options;
  return watchFiles({
    root,
    patterns: readPatterns(about.patterns),
    later: options.later,
    checkouts: options.checkouts,
    counts: () => !ownRoots(options, automations.get(id)).includes(root),
    onProblem: about.onProblem,
    report: options.report,
    onChanged: ({ paths, more }) => {
      const often = tooOften(options, id, projectId);
      automations.fire(id, {
        causeKey: `files:${options.newId("change")}`,
        cause: { kind: "files", paths, ...(more > 0 && { more }) },
        dueAt: now(),
        projectIds: [projectId],
        ...(often !== undefined && { state: "skipped", reason: often }),
      });
    },
  });
}
