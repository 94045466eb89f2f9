import {
  type InboxGroup,
  type InboxRow,
  listedRun,
  type Morning,
  type ProjectId,
  type Run,
} from "@flightdeck/contract";

const ENTRIES = 100;

/** What went on without the person: of the runs since a time, of those that are open, and of what they had to say. */
export function morningOf(told: {
  readonly since: number;
  readonly runs: readonly Run[];
  readonly open: readonly Run[];
  readonly rows: readonly InboxRow[];
}): Morning {
  const runs = told.runs.filter(({ dry }) => !dry);
  const began = runs.filter(({ state }) => state !== "skipped" && state !== "missed");
  const parked = told.open.filter(({ state, dry }) => state === "parked" && !dry);
  const findings = told.rows.filter(({ kind }) => kind === "finding");
  const [highest] = findings.flatMap(({ priority }) => priority ?? []).sort();
  const changes = told.rows.flatMap((row) => (row.kind === "changes" && row.changes ? [row.changes] : []));
  const inSight = new Set(told.rows.filter(({ archived }) => !archived).map(({ runId }) => runId));
  const count = (state: Run["state"]) => began.filter((run) => run.state === state).length;
  return {
    since: told.since,
    runs: began.length,
    failed: count("failed"),
    stopped: count("stopped"),
    underway: count("pending") + count("running"),
    threadIds: [...new Set(began.flatMap(({ threadId }) => threadId ?? []))],
    findings: {
      count: findings.length,
      ...(highest && { highest }),
      ofHighest: findings.filter(({ priority }) => priority !== undefined && priority === highest).length,
    },
    changes: {
      count: changes.length,
      additions: sum(changes.map(({ additions }) => additions)),
      deletions: sum(changes.map(({ deletions }) => deletions)),
    },
    dollars: sum(began.map(({ dollars = 0 }) => dollars)),
    unpriced: began.filter(({ dollars, tokens = 0 }) => dollars === undefined && tokens > 0).length,
    parked: parked.map(listedRun),
    passed: [...groups(runs, "missed", []), ...groups(runs, "skipped", [])],
    nothing: groups(
      runs.filter(({ id, outcome }) => outcome === "nothing" && !inSight.has(id)),
      "completed",
      told.rows,
    ),
  };
}

/** The runs of a state by their automation, the one whose last run is newest first. */
function groups(runs: readonly Run[], state: InboxGroup["state"], rows: readonly InboxRow[]): InboxGroup[] {
  const byAutomation = Map.groupBy(
    runs.filter((run) => run.state === state),
    ({ automationId }) => automationId,
  );
  const entries = Map.groupBy(rows, ({ runId }) => runId);
  return [...byAutomation.values()]
    .flatMap((group): InboxGroup[] => {
      const newest = group.toSorted((a, b) => timeOf(b) - timeOf(a));
      const [last] = newest;
      if (last === undefined) return [];
      const words = state === "completed" ? last.summary : last.reason;
      return [
        {
          automationId: last.automationId,
          automationName: last.automationName,
          state,
          runs: group.length,
          lastAt: timeOf(last),
          ...(words !== undefined && { words: words.slice(0, 300) }),
          projectIds: [...new Set(group.flatMap(({ projectId }): ProjectId[] => (projectId ? [projectId] : [])))],
          dollars: sum(group.map(({ dollars = 0 }) => dollars)),
          entryIds: newest
            .flatMap(({ id }) => entries.get(id) ?? [])
            .slice(0, ENTRIES)
            .map(({ id }) => id),
        },
      ];
    })
    .sort((a, b) => b.lastAt - a.lastAt);
}

const timeOf = ({ endedAt, dueAt }: Run): number => endedAt ?? dueAt;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
